import type { Words } from '../en/en.ts';

const nowhereFromHere = '申请无处发送：策略没有为其指定频道。请在机器人所在的频道中输入命令，或在策略中指定频道。';

/** From the command to the written request. */
export const flow: Words['flow'] = {
  failover: {
    noMatch: (text) => `“${text}”不能唯一确定一个备租户。请在下方选择。`,
    chooseOne: '请从列表中选择一个或多个备租户。',
    twice: '同一租户被选择了两次。',
    notNow: (tenant, role) => `${tenant} 目前不是备租户（OCP 显示为 ${role}）。只有备租户可以做容灾切换。`,
    gone: '其中某个租户不是 OCP 已知的备租户。请去掉它并重新选择。',
    noLonger: (count) => `原申请中有 ${count} 个租户已不再是备租户，因此这里没有选中。`,
  },
  switchover: {
    noMatch: (text) => `“${text}”不能唯一确定一对主备租户。请在下方选择。`,
    chooseOne: '请从列表中选择一对或多对主备租户。',
    twice: '同一主租户出现在两对之中。它只能与一个备租户互换角色。',
    notNow: (tenant, role) => `${tenant} 目前不是该备租户的主租户（OCP 显示为 ${role}）。请去掉它并重新选择。`,
    gone: '其中某一对不是 OCP 已知的主备租户。请去掉它并重新选择。',
    noLonger: (count) => `原申请中有 ${count} 对已不再是主备关系，因此这里没有选中。`,
  },
  ocpSilent: (why) => `无法读取 OCP 的租户：${why}。`,
  formTooLate: '表单未能打开：Slack 只给三秒，已经超时。没有提交任何申请。请重试。',
  formNotOpened: (why) => `表单未能打开。${why}。没有提交任何申请。请重试。`,
  formNotFilled: (why) => `表单内容未能加载。${why}。没有提交任何申请。请关闭表单并重新输入命令。`,
  formIsGone: '该表单已失效。请关闭它并重新输入命令；可以先从这里复制您写的原因。',
  tooMany: (max) => `一个申请最多 ${max} 个。请去掉一些，另行申请。`,
  allLeftOut: '所选的全部被排除了。请选择预检查未阻断的。',
  noRule: (targets) => `策略中没有覆盖 ${targets} 的规则。请去掉它，或添加规则。`,
  noCommonRule: (parts) => `这些对象受策略中多条规则约束，而一个申请只能对应一条规则。请分开申请：${parts}`,
  tenantUnread: (why) => `OCP 未给出该租户的信息：${why}。请稍后再提交。`,
  noAnswerInTime: '它没有及时应答',
  noRole: '未知',
  blocked: (text) => `OCP 的预检查未通过：${text}`,
  blockedAmong: (text) => `其中一些未通过 OCP 的预检查；请排除或去掉它们。${text}`,
  serviceName: '以字母开头，其后为字母、数字或下划线；2 到 64 个字符。',
  sameServiceName: '本申请中另一个租户使用了相同的服务名。每个租户须有自己的服务名。',
  nameForWhich: '选择了多个租户：请重新指定哪个租户使用该名称，每个租户有各自的输入框。',
  stopRule: '请选择其中一个失败时其余的如何处理。',
  reasonMissing: '请用可见的文字或数字说明原因，审批人会看到。',
  reasonUnreadable: '其中没有可见的文字或数字。请说明原因，或跳过。',
  reasonLong: '最多 3,000 个字符。',
  submittedBefore: 'Slack 重复送达了这次提交，没有因此发出任何申请。请重新提交。',
  nowhere: {
    channel: '申请无处发送：请把机器人邀请到本频道，或在策略中指定频道，然后再次提交。',
    shared:
      '申请无处发送：本频道与其他组织共享，策略也没有指定其他频道。请在机器人所在的本组织频道中输入命令，或在策略中指定频道。',
    none: nowhereFromHere,
    im: nowhereFromHere,
    mpim: nowhereFromHere,
  },
  closed: '机器人不能在策略为此指定的频道中发言。请把它邀请到该频道，或在它所在的频道申请。',
  archived: '策略为此指定的频道已归档。请恢复该频道，或在机器人所在的频道申请。',
  external: '策略指定的频道与其他组织共享，而规则不允许。请在本组织的频道中申请。',
  channelUnread: 'Slack 未说明机器人能否在该频道发言。请稍后再提交。',
  notWritten: '申请未能写入，因此没有提交。请稍后再提交。',
  notTaken:
    '机器人未能记录您刚才的操作，因此该操作无效，也没有产生任何影响。请稍后重试。若问题依旧，请运行诊断命令 doctor。',
  notOurCard: '该消息不是任何申请在案的卡片，因此这次点击无效。请使用机器人发布的卡片；若卡片刚刚发布，请几秒后再试。',
  endedLongAgo: (at, command) =>
    `该申请已于 ${at}结束，机器人只保留其日志。在已结束的卡片上点击“导出记录”仍可取得，并可用 \`verify\` 校验。如需再次申请，请输入 \`${command}\` 命令。`,
  newerVersion:
    '较新版本的机器人为此申请写入了本版本不认识的记录，因此本版本不处理该申请，您的点击无效。请完成机器人的升级后再点击；在此之前请在 OCP 中查看。',
  notEnded: '该申请尚未结束。结束后才能再次申请。',
  ocpUnread: 'OCP 没有应答，因此没有提出任何建议。请一分钟后重试。',
  code: {
    wrong: (left) => `这不是您的应用此刻显示的验证码。再错 ${left} 次，验证码将被锁定。`,
    used: '该验证码已使用过，不计为错误。请等待下一个。',
    lockedNow: (until) => `错误的验证码过多。在 ${until} 之前不再接受您的验证码。`,
    locked: (until) => `由于错误过多，您的验证码已锁定至 ${until}。`,
    void: '此问题已不再待决，因此没有使用该验证码。请关闭此表单并查看卡片。',
    not_enrolled: '您还没有 Twokey 的验证器。请找机器人的运维人员为您登记。',
    unavailable: '机器人目前无法校验验证码，因此没有同意任何操作。请其运维人员运行诊断命令 doctor。',
    again: 'Slack 重复送达了这次提交，没有因此校验验证码。若卡片上没有您的同意，请重新提交。',
    unsaid: '请输入验证器应用显示的六位数字。',
  },
};
