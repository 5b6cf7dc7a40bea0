import type { Words } from '../en/en.ts';

/** What is said because time went by, and the policy's audit channel. */
export const notices: Words['notices'] = {
  reminded: (have, need, until, who) =>
    `时间已过一半：已有 ${have}/${need} 个批准。${who}：请在 ${until} 之前作出决定。`,
  silent: (step, state) => `仍在 ${step}：${state}。`,
  overdue: (step, state) => `*已超过超时时间：* ${step}，${state}。请在 OCP 中查看该任务。`,
  noRollback: '从这里起 OCP 不允许回滚。',
  policy: {
    begins: (version) => `*策略 ${version} 已生效。* 从现在起，其变更会在此告知。`,
    changed: (from, to) => `*策略已变更：* ${from} → ${to}。在 ${from} 下批准的申请会退回给批准人。`,
    reread: (from, to) => `*升级后策略文件的解读方式已改变：* ${from} → ${to}。在 ${from} 下批准的申请会退回给批准人。`,
    bothSides:
      '主租户和备租户两侧现在都计入：任意一侧处于冻结期即不允许操作；两侧受不同规则约束时，申请须同时满足两条规则。',
    repaired: (version) => `*策略文件已恢复正常。* 策略 ${version} 生效中。`,
    refused: (version) => `*策略文件有误，未被采用。* 策略 ${version} 继续生效。`,
    stopCounts: '其中的 `stop_all` 仍然有效：在删除该行之前，所有操作均已停用。',
    stopped: (reason) => `*已全部停用：* ${reason}`,
    resumed: '操作已重新允许：总开关已解除。',
    stoppers: (from, to) => `可停止全部操作的人：${from} → ${to}`,
    everybodyInARule: '规则中的所有人',
    groupsUnread: (groups) =>
      `*Slack 未给出 ${groups} 的成员：* 没有人能以其成员身份参与。该用户组是否存在，usergroups:read 是否已授予？`,
    audit: (from, to) => `变更此前在 ${from} 告知；今后在 ${to} 告知。`,
    languages: (from, to) => `语言：${from} → ${to}`,
    english: '全部英文',
    nowhere: '日志（仅日志）',
    requestsPerHour: (from, to) => `每人每小时的申请数：${from} → ${to}`,
    ruleAdded: (name, place, of) => `新增规则 *${name}* （第 ${place} 条，共 ${of} 条）`,
    ruleRemoved: (name) => `删除规则 *${name}*`,
    ruleChanged: (name) => `修改规则 *${name}*`,
    freezeAdded: (name) => `新增冻结期 *${name}*`,
    freezeRemoved: (name) => `删除冻结期 *${name}*`,
    freezeChanged: (name) => `修改冻结期 *${name}*`,
    order: (names) => `规则的顺序已改变：${names}。以最先匹配租户的规则为准。`,
    none: '无',
  },
  pairs: {
    heading: (count) => `受影响的操作共 ${count} 项：`,
    none: 'OCP 的租户列表中没有受影响的主备租户。',
    unread: 'OCP 未返回租户列表，因此这里未列出受影响的主备租户。可用 `/failover doctor` 查看。',
    joined: (what, rules, approvals) => `${what}：同时受规则 ${rules} 约束，需要 ${approvals} 个批准。`,
    newly: (what, rules) => `${what}：受另一侧的规则 ${rules} 约束；此前没有规则。`,
    nobodyAsks: '*无人可以提交申请：* 没有人在每条规则中都是申请人。',
    tooFew: (most, needed) => `*无法获得批准：* 需要 ${needed} 个批准，而每条规则都列出的批准人最多只有 ${most} 人。`,
  },
  people: {
    begins: (version) => `*人员文件 ${version} 已生效。* 从现在起，其变更会在此告知。`,
    changed: (from, to) => `*人员文件已变更：* ${from} → ${to}。同一人的多个账号按一人计算。`,
    repaired: (version) => `*人员文件已恢复正常。* 版本 ${version} 生效中。`,
    refused: (version) => `*人员文件有误，未被采用。* 版本 ${version} 继续生效。`,
    unused: (version) => `*人员文件不再使用。* 最后的版本是 ${version}。今后每个账号按一人计算。`,
    personAdded: (name, accounts) => `新增人员 *${name}* （${accounts}）`,
    personRemoved: (name, accounts) => `删除人员 *${name}* （${accounts}）`,
    personChanged: (name) => `修改人员 *${name}*`,
  },
  lines: {
    term: (key, value) => `• ${key}：${value}`,
    moved: (key, from, to) => `• ${key}：${from} → ${to}`,
    gained: (values) => `新增 ${values}`,
    dropped: (values) => `移除 ${values}`,
  },
};
