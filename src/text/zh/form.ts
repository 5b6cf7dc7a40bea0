import type { Words } from '../en/en.ts';

/** The forms. */
export const form: Words['form'] = {
  failover: {
    title: '租户容灾切换',
    meaning:
      '*容灾切换用于主租户已失效的情况。* 备租户将成为主租户。此操作不可撤销，尚未同步到备租户的写入会丢失，原主租户必须保持隔离。在另一人同意之前，不会向 OCP 发送任何内容。',
    targets: '将成为主租户的备租户',
    targetsHint: (max) => `一个申请最多 ${max} 个。列表每次显示 100 个：输入名称的一部分可缩小范围。`,
    chooseFirst: '选择租户后，OCP 会为其执行预检查。',
    precheckRunningMany: (count) => `OCP 正在为 ${count} 个租户执行预检查…`,
    precheckMany: (count) => `*${count} 个租户的预检查：*`,
    leftOut: (tenants) =>
      `*不在本申请中：* ${tenants}\nSlack 仍把它们保留在上面的列表中，但不会为其提出申请。如需恢复，请先从列表中去掉再重新选择。`,
    stopRuleHint: '这些租户分布在多个集群，将逐个发送给 OCP。',
  },
  switchover: {
    title: '租户日常切换',
    meaning:
      '*日常切换是计划内的角色互换。* 两个租户都必须存活：主租户成为其备租户的备租户。写入会暂停数秒，不丢失数据，可再做一次日常切换切回。在另一人同意之前，不会向 OCP 发送任何内容。',
    targets: '主租户及接管它的备租户',
    targetsHint: (max) => `一个申请最多 ${max} 对。列表每次显示 100 对：输入名称的一部分可缩小范围。`,
    chooseFirst: '选择一对主备租户后，OCP 会为其执行预检查。',
    precheckRunningMany: (count) => `OCP 正在为 ${count} 对主备租户执行预检查…`,
    precheckMany: (count) => `*${count} 对主备租户的预检查：*`,
    leftOut: (tenants) =>
      `*不在本申请中：* ${tenants}\nSlack 仍把它们保留在上面的列表中，但不会为其提出申请。如需恢复，请先从列表中去掉再重新选择。`,
    stopRuleHint: '这些主租户分布在多个集群，将逐个发送给 OCP。',
  },
  submit: '提交审批',
  close: '取消',
  opening: '正在读取 OCP 的租户…',
  goesTo: (channel) => `申请将发布在 ${channel}。`,
  goesByRule: '申请将发布在策略为所选对象指定的频道中。',
  goesNowhere: '*申请无处发送：* 策略没有为它指定频道。请把机器人邀请到处理故障的频道，并在那里输入命令。',
  goesClosed: (channel) =>
    `*申请应发布在 ${channel}，但机器人不能在那里发言。* 请把机器人邀请到该频道，或在机器人所在的频道输入命令。`,
  goesArchived: (channel) => `*申请应发布在 ${channel}，但该频道已归档。* 请恢复该频道，或在机器人所在的频道输入命令。`,
  goesExternal: (channel) =>
    `*申请应发布在 ${channel}，但该频道与其他组织共享，而规则不允许。* 请在本组织的频道中输入命令，或在规则中加上 \`external_channels: true\` 。`,
  noRule: (targets) =>
    `*策略中没有覆盖 ${targets} 的规则，* 因此任何人都不能为其申请。请去掉它，或在策略文件中添加规则。`,
  severalRules: '*所选对象受策略中多条规则约束，而一个申请只能对应一条规则。* 请分开申请：',
  rulePart: (rule, channel, targets) =>
    channel === '' ? `• 规则“${rule}”：${targets}` : `• 规则“${rule}”，发布在 ${channel}：${targets}`,
  targetsPlaceholder: '输入租户名或集群名的一部分',
  serviceName: '新服务名',
  serviceNameOf: (tenant) => `${tenant} 的新服务名`,
  serviceNameHint:
    '以字母开头，其后为字母、数字或下划线，2 到 64 个字符。留空：新的主租户没有服务名，应用须修改连接串。',
  serviceNameHintWith: (name) =>
    `以字母开头，其后为字母、数字或下划线，2 到 64 个字符。主租户的服务名为 ${name}：使用相同名称时应用会自动跟随，使用其他名称或留空时应用须修改连接串。`,
  serviceNameHintShort: '留空：没有服务名，应用须修改连接串。',
  serviceNameHintShortWith: (name) => `主租户的服务名为 ${name}。留空：应用须修改连接串。`,
  reason: '原因',
  reasonHint: '审批人会看到。',
  stopRule: '其中一个失败时',
  stopRules: { stop_at_failure: '首次失败即停止', go_on: '其余的继续' },
  dropBlocked: { failover: '排除被阻断的租户', switchover: '排除被阻断的租户对' },
  pair: (tenant, from, to) => `${tenant}：${from} → ${to}`,
  standbyNamed: (standby) => `备租户 ${standby}`,
  standbyMark: (mark) => `备租户${mark}`,
  standbyOf: (primary) => `${primary} 的备租户`,
  standbyOfUnknown: '备租户，OCP 未给出主租户',
  locked: '已锁定',
  status: (status) => `状态 ${status}`,
  sync: (status) => `同步 ${status}`,
  narrow: (shown, all) => `列出 ${shown}/${all} 个，可输入以缩小范围`,
  pairName: (primary, standby) => `${primary} → ${standby}`,
  precheckRunning: (tenant) => `OCP 正在为 ${tenant} 执行预检查…`,
  precheckFailed: (why) => `*预检查未能读取：* ${why}。您仍可申请；审批之前会再次读取预检查。`,
  precheck: (tenant, verdict, read) => `*${tenant} 的预检查：* ${verdict}，${read}。`,
  precheckOf: (tenant, verdict) => `*${tenant}：* ${verdict}。`,
  precheckRunningOf: (tenant) => `*${tenant}：* 正在读取预检查…`,
  precheckFailedOf: (tenant, why) => `*${tenant}：* 预检查未能读取：${why}。`,
  counts: {
    blocked: '未通过',
    failed: '未读取',
    running: '读取中',
    warned: '有警告',
    passed: '通过',
  },
  blockedAdvice: '只要 OCP 的预检查未通过，申请会立即结束，不会发送任何内容。',
  blockedAdviceMany: '只要其中之一未通过 OCP 的预检查，申请会立即结束，不会发送任何内容。',
  primaryServiceName: (name) => `主租户的服务名为 ${name}。`,
  noPrimaryServiceName: 'OCP 未给出主租户的服务名。',
  reasonTitle: { rejected: '为何驳回？', withdrawn: '为何撤回？' },
  reasonAbout: {
    failover: {
      rejected: (tenant) => `${tenant} 的容灾切换已被驳回。您可以说明原因，会显示在话题中。`,
      withdrawn: (tenant) => `${tenant} 的容灾切换已被撤回。您可以说明原因，会显示在话题中。`,
    },
    switchover: {
      rejected: (tenant) => `${tenant} 的日常切换已被驳回。您可以说明原因，会显示在话题中。`,
      withdrawn: (tenant) => `${tenant} 的日常切换已被撤回。您可以说明原因，会显示在话题中。`,
    },
  },
  reasonSubmit: '发布',
  reasonSkip: '不说明',
  messageClose: '关闭',
  code: {
    title: '一次性验证码',
    about: (what) =>
      `*您同意的是：* ${what}。\n请输入验证器应用此刻为 Twokey 显示的验证码。它仅对卡片上的这一个问题有效。`,
    again: (what) => `再次发送${what}`,
    label: '验证码',
    hint: '六位数字。每个验证码只能使用一次。',
  },
};
