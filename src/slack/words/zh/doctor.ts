import type { Words } from '../en/en.ts';

/** What `/failover doctor` says. A problem always ends with what to do. */
export const doctor: Words['doctor'] = {
  areas: { slack: 'Slack', ocp: 'OCP', store: '存储', policy: '策略' },
  verdicts: { ok: '正常', problem: '问题', note: '提示', unknown: '未知' },
  problem: (verdict, text) => `*${verdict}：* ${text}`,
  summary: (problems, unknown) => {
    const parts = [
      problems === 0 ? '没有发现问题' : `发现 ${problems} 个问题`,
      ...(unknown === 0 ? [] : [`${unknown} 项未知`]),
    ];
    return `${parts.join('，')}。`;
  },
  timedOut: (what, seconds) => `${what}在 ${seconds} 秒内没有应答。请重试；如果仍然如此，请检查那里的网络和负载。`,
  failed: (what, why) => `${what}未能检查：${why}。`,
  more: (count) => `… 另有 ${count} 行类似内容。`,

  checks: {
    token: 'Slack 令牌',
    here: '本频道',
    channels: '策略中的频道',
    address: (address) => `OCP（${address}）`,
    store: '存储',
    disk: '存储所在磁盘',
    requests: '未结束的申请',
    policy: '策略',
    pairs: '主备租户两侧的规则',
  },

  token: (workspace) => `令牌有效，工作区 ${workspace}。`,
  tokenRefused: (code) => `Slack 拒绝了令牌（${code}）。请重新安装应用，并把新令牌写入 SLACK_BOT_TOKEN。`,
  thisWorkspace: '本工作区',
  scopes: '清单中的所有权限均已授予。',
  scopesMissing: (scopes) => `缺少权限：${scopes}。请把清单（manifest.yml）填入应用设置，并重新安装应用。`,
  scopesOptional: (scopes) => `一项可选权限未授予：${scopes}。没有 files:write 就无法导出记录。`,
  scopesUnknown: 'Slack 未说明授予了哪些权限。',
  here: (channel) => `申请可以发布在 ${channel}。`,
  hereNot: (channel) => `机器人不在 ${channel} 中。如需在那里发布申请，请邀请它。`,
  archived: (channel) => `${channel} 已归档。请使用其他频道，或将其恢复。`,
  shared: (channel) =>
    `${channel} 与其他组织共享：只有规则中有 \`external_channels: true\` 时才会在那里发布申请。请使用仅限本工作区的频道。`,
  audit: (channel) => `策略的变更可以发布在 ${channel}。`,
  auditNot: (channel) =>
    `策略的变更无法发布在 ${channel}：机器人不在其中，或该频道已归档。请邀请机器人，或指定另一个 \`audit_channel\` 。`,
  noChannel: '策略中没有规则指定频道：申请只能发布在已邀请机器人的地方。请在策略文件中写入 `channel` 。',

  reachable: (address, tenants) => `${address} 有应答并接受凭据；可见 ${tenants} 个租户。`,
  noTenants: (address) => `${address} 没有向该 OCP 用户显示任何租户。请授予该用户读取集群和租户的权限。`,
  ocpFailed: (address, why, next) => `${address}：${why}。${next}`,
  lookInLog: '请查看机器人的日志。',
  clockBehind: (by) =>
    `机器人所在机器的时钟比 Slack 慢 ${by}。相差 1 分钟起，所有点击和命令都会被拒绝。请用 NTP 校准。`,
  clockAhead: (by) => `机器人所在机器的时钟比 Slack 快 ${by}。相差 5 分钟起，所有点击和命令都会被拒绝。请用 NTP 校准。`,
  tasksReadable: (address) => `${address} 可显示其任务列表。`,
  skew: (address, by) => `${address} 与机器人的时钟相差 ${by}。`,
  skewLarge: (address, by) =>
    `${address} 与机器人的时钟相差 ${by}。相差达到 15 分钟时 OCP 会拒绝签名，子任务的时长也会有误。请用 NTP 校准两者。`,
  headroom: (address, left, limit, reset) => `${address} 剩余 ${left}/${limit} 次调用；${reset}后重新计数。`,
  headroomLow: (address, left, limit, reset) =>
    `${address} 仅剩 ${left}/${limit} 次调用；${reset}后重新计数。请提高 OCP 对该用户的限额，或增大 OCP_POLL_SECONDS。`,
  again: (at, wait) => `检查时间：${at}。${wait}后可重新检查。`,
  ocpUnshown: '未检查 OCP：仅策略规则中列出的人员可查看 OCP 的状态。',
  writing: '该 OCP 用户能否执行容灾切换、日常切换和任务操作，无法通过读取得知：它需要租户维护和任务管理权限。',

  store: '存储有应答。',
  storeFailed: (why) => `存储没有应答：${why}。请检查磁盘和 DATABASE_URL。`,
  leftAlone: (count) =>
    `有 ${count} 个未结束的申请含有较新版本写入的、本版本不认识的记录，因此本版本不处理它们。请完成升级，或改回较新版本。`,
  disk: (free) => `磁盘剩余空间 ${free}。`,
  diskLow: (free) => `磁盘剩余空间仅 ${free}。请腾出空间：磁盘满时机器人无法接受申请。`,

  policy: (rules, version) => `策略已读取：${rules} 条规则，版本 ${version}。`,
  morePairs: (count) => `另有 ${count} 项操作的两侧受不同规则约束。`,
  policyFailed: (why) => `策略无法读取：${why}。请改正该文件。`,
  policyRefused: (version) => `策略文件有误，未被采用；策略 ${version} 继续生效。请改正以下各处：`,
  peopleFile: (people, version) => `人员文件已读取：${people} 人，版本 ${version}。`,
  peopleRefused: (version) => `人员文件有误，未被采用；版本 ${version} 继续生效。请改正以下各处：`,
  unmapped: (rule, who) =>
    `规则“${rule}”：人员文件没有说明这些账号属于谁，因此既不能申请也不能审批：${who}。请把它们加入该文件。`,
  doubly_mapped: (rule, who) =>
    `规则“${rule}”：人员文件把这些账号归于多人，因此既不能申请也不能审批：${who}。请让每个账号只属于一人。`,
  code: {
    not_enrolled: (rule, who) =>
      `规则“${rule}”需要一次性验证码，而这些审批人没有验证器：${who}。请在机器人所在的机器上用 \`node dist/main.js enroll @person\` 为他们登记，使用镜像时用 \`docker run --rm --env-file twokey.env -v twokey-data:/data twokey enroll @person\` 。`,
    unavailable: (rule, who) =>
      `规则“${rule}”需要一次性验证码，而 ${who} 的验证码无法校验。ONE_TIME_CODE_KEY 是否为登记时使用的密钥？`,
    locked: (rule, who) =>
      `规则“${rule}”需要一次性验证码，而 ${who} 的验证码因错误过多暂时锁定。请向其确认是否为本人输入。`,
  },
  rule: (rule, approvers, requesters) => `规则“${rule}”：${approvers} 人可审批，${requesters} 人可申请。`,
  groupEmpty: (rule, group) => `规则“${rule}”：用户组 ${group} 没有成员。请向其中加人，或从策略文件中去掉它。`,
  groupUnread: (rule, group) =>
    `规则“${rule}”：Slack 未给出 ${group} 的成员。该用户组是否存在，usergroups:read 是否已授予？`,
  stoppersUnread: (group) =>
    `策略中的 \`stoppers\` （可停止者）：Slack 未给出 ${group} 的成员。该用户组是否存在，usergroups:read 是否已授予？`,
  cannot: {
    guest: (rule, who) => `规则“${rule}”中有访客，他们既不能申请也不能审批：${who}。请去掉他们，或将其改为正式成员。`,
    external: (rule, who) => `规则“${rule}”中有其他组织的人员，他们既不能申请也不能审批：${who}。请去掉他们。`,
    other_workspace: (rule, who) =>
      `规则“${rule}”中有本组织其他工作区的人员，他们既不能申请也不能审批：${who}。请去掉他们，或设置 \`people_from: organisation\` 。`,
    deactivated: (rule, who) => `规则“${rule}”中有已停用的账号：${who}。请去掉它们。`,
    bot: (rule, who) => `规则“${rule}”中有机器人，它们既不能申请也不能审批：${who}。请去掉它们。`,
    invited: (rule, who) => `规则“${rule}”中有尚未接受邀请的人：${who}。接受之后即可参与。`,
    nobody: (rule, who) => `规则“${rule}”中有 Slack 不认识的 ID：${who}。请改正。`,
  },
  unread: (rule, who) => `规则“${rule}”：Slack 未说明这些人的身份：${who}。请一分钟后重试。`,
  tooManyPeople: (checked, all) => `策略中的 ${all} 人只检查了 ${checked} 人：Slack 限制了一次可查询的人数。`,
  nobodyAsks: (rule) => `规则“${rule}”：无人可以申请。请指定本工作区的正式成员。`,
  tooFew: (rule, need) =>
    `规则“${rule}”：任何申请都凑不足 ${need} 人同意，因为申请人不能审批自己的申请。请指定更多审批人。`,
  tooFewFor: (rule, need, who) =>
    `规则“${rule}”：${who} 的申请凑不足 ${need} 人同意，因为申请人不能审批自己的申请。请指定更多审批人。`,
};
