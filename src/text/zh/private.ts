import type { Exposure } from '../../people/audience.ts';
import type { AuthorisationRefusal } from '../../people/authorise.ts';
import type { Words } from '../en/en.ts';

const why: Readonly<Record<AuthorisationRefusal | Exposure, string>> = {
  person_unread: 'Slack 未说明其身份',
  person_nobody: 'Slack 不认识该账号',
  person_guest: '其为访客',
  person_external: '其属于其他组织',
  person_other_workspace: '其属于本组织的其他工作区',
  person_deactivated: '该账号已停用',
  person_bot: '该账号是机器人',
  person_invited: '该账号尚未接受邀请',
  person_unmapped: '人员文件中没有该账号',
  person_doubly_mapped: '人员文件把该账号归于多人',
  groups_unread: 'Slack 未说明其所在的用户组',
  not_a_requester: '策略不再允许其申请',
  not_an_approver: '策略不允许其审批',
  own_request: '其本人是申请人',
  same_person: '按人员文件，其与申请人或另一审批人是同一个人',
  not_your_request: '这不是其本人的申请',
  code_not_enrolled: '其没有用于一次性验证码的验证器',
  code_locked: '其一次性验证码已锁定',
  code_unavailable: '机器人无法校验一次性验证码',
  code_void: '其一次性验证码是为另一个问题给出的',
  channel_external: '该频道与其他组织共享，而规则不允许',
  channel_unread: 'Slack 未说明谁能读到该频道',
};
const whyNot = new Map(Object.entries(why));

/** Words only one person reads. */
export const privateWords: Words['private'] = {
  outsider: {
    person_guest: '访客不能参与这些申请。请找本工作区的正式成员。',
    person_external: '其他组织的人员不能参与这些申请。请找本工作区的成员。',
    person_other_workspace:
      '您属于本组织的其他工作区，而策略只认可本工作区的成员。请找本工作区的成员，或在策略中设置 `people_from: organisation` 。',
    person_deactivated: '该账号已停用，不能参与这些申请。请找工作区管理员。',
    person_bot: '机器人不能参与这些申请。必须由人来操作。',
    person_invited: '该账号尚未接受邀请。请接受邀请后重试。',
    person_nobody: 'Slack 不认识该账号，因此不能参与。请找工作区管理员。',
    person_unread: 'Slack 未说明您的身份，因此没有执行任何操作。请一分钟后重试。',
    person_unmapped: '人员文件没有说明这个 Slack 账号属于谁，因此没有执行任何操作。请找该文件的维护者添加此账号。',
    person_doubly_mapped: '人员文件把这个 Slack 账号归于多人，因此没有执行任何操作。请找该文件的维护者改正。',
  },
  groups_unread: 'Slack 未说明您所在的用户组，因此没有执行任何操作。请一分钟后重试。',
  not_a_requester: '策略不允许您申请此操作。请找策略指定的人，或请人修改策略文件。',
  not_an_approver: (who) => `只有审批人可以这样做：${who}。请找其中一位。`,
  not_an_approver_of: '策略没有指定您为审批人。请找策略指定的人。',
  own_request: (who) => `这是您本人的申请，因此必须由他人审批。可审批人：${who}。`,
  own_request_of: '这是您本人的申请，因此必须由他人审批。',
  same_person: '按人员文件，这会是同一个人参与两次：您已用另一个账号申请或同意过。必须由他人审批。',
  not_your_request: (who) => `只有申请人 ${who} 可以撤回。审批人可以驳回。`,
  not_your_request_of: '只有申请人可以撤回。审批人可以驳回。',
  code_needed: '同意还需要一次性验证码，但未能及时打开表单。没有同意任何操作：请再次点击“同意”。',
  code_not_enrolled: '同意此操作需要一次性验证码，而您还没有验证器。请找机器人的运维人员为您登记，或由其他审批人决定。',
  code_locked:
    '您的一次性验证码错误过多，一刻钟内不再接受。请由其他审批人决定。如果不是您本人输入的，请结束您的 Slack 会话并通知安全团队。',
  code_unavailable:
    '同意此操作需要一次性验证码，而机器人目前无法校验。请找其运维人员： `/failover doctor` 会说明缺少什么。',
  code_void: '在接受您的验证码之后问题有了变化，因此无效。请阅读卡片，然后再次同意。',
  no_rule: '策略中没有覆盖该租户的规则。请找策略文件的维护者添加。',
  no_such_request: '没有这样的申请。请用 `/failover` 或 `/switchover` 重新申请。',
  already_ended: (what, outcome, command) => `${what}已结束：${outcome}。如仍需要，请用 \`${command}\` 重新申请。`,
  already_ended_of: '该申请已结束。如仍需要，请用 `/failover` 或 `/switchover` 重新申请。',
  still_checking: '仍在读取预检查。完成后，卡片上会出现“同意”按钮。',
  card_changed: '该申请在卡片绘制之后有了变化，因此您的点击无效。请重新阅读卡片再决定。',
  already_approved_by_you: (have, need) => `您的同意已计入：${have}/${need}。下一个须由他人给出。`,
  already_approved_by_you_of: '您的同意已计入。下一个须由他人给出。',
  already_approved: (who) => `已由 ${who} 同意。不再需要您做什么。`,
  already_approved_of: '审批已通过。不再需要您做什么。',
  already_sent: '太迟了：已发送给 OCP，在此无法收回。',
  already_sent_of: '太迟了：已发送给 OCP，在此无法收回。话题中会显示 OCP 的进展。',
  leftToDo: {
    failover: '仍可做的：关注话题；如有步骤失败，卡片会给出 OCP 届时允许的操作。已完成的容灾切换无法撤销。',
    switchover:
      '仍可做的：关注话题；如有步骤失败，卡片会给出 OCP 届时允许的操作。完成后，可再用 `/switchover` 切换回来。',
    failed: (what: string) => `仍可做的：任务已失败，OCP 允许：${what}。由一人在卡片上提出，另一人同意。`,
    unknown: '仍可做的：结果未知，正在查找 OCP 的任务。卡片会给出后续可做的操作。',
    lost: '仍可做的：结果未知，且没有找到任务。不要再次发送：有人提出时请驳回，或在卡片上选择“无结果关闭”。',
  },
  window_passed: (at, command) => `审批时限已于 ${at} 结束。如仍需要，请用 \`${command}\` 重新申请。`,
  window_passed_of: '审批时限已过。如仍需要，请用 `/failover` 或 `/switchover` 重新申请。',
  nothing_to_resend: '没有可再次发送的：调用没有丢失，或已有再次发送的建议。请查看卡片。',
  task_running: 'OCP 中仍有本申请的任务在运行。请在任务结束后再关闭。',
  no_to_dos: '此处已没有未完成的待办清单，详情见卡片。',
  todo_done: '该项已有人标记为完成，标记人见卡片。',
  todo_final: '完成标记只能在一分钟内撤销，没有任何改变。如果其实没有完成，请在话题中说明。',
  nothing_to_abandon: 'OCP 仍在处理，因此继续跟踪。有变化时会显示在话题中。',
  not_now: '当前状态下无法这样做，没有任何改变。请查看卡片；如果仍提供该操作，请重试。',
  too_many_requests: '您在最近一小时内的申请次数已达到策略的限额。此处填写的内容不会丢失：请稍后再提交，或请他人申请。',
  too_fast: (seconds) =>
    `您在提出后 ${seconds} 秒之内就同意了，来不及阅读，因此尚未计入。请阅读卡片，然后再次点击“同意”：届时有效。`,
  too_fast_of: '您同意得太快，来不及阅读，因此尚未计入。请阅读卡片，然后再次点击“同意”：届时有效。',
  askedAgain: (who, at) => `您在最近一小时内申请过同样的操作，已被 ${who} 于 ${at} 驳回。审批人会在卡片上看到。`,
  askedAgainBecause: (who, at, why) =>
    `您在最近一小时内申请过同样的操作，已被 ${who} 于 ${at} 驳回：${why}。审批人会在卡片上看到。`,
  channel_external:
    '此申请所在的频道与其他组织共享，而规则不允许，因此没有生效。请在本组织的频道中重新申请，或在规则中加上 `external_channels: true` 。',
  channel_unread: 'Slack 未说明谁能看到此申请所在的频道，因此没有生效。请稍后再试。',
  frozen: '策略目前不允许：处于冻结期或已停用。请找策略文件的维护者。',
  family_refused: '该租户的主备关系组不允许此操作：可能造成双主。请在 OCP 中查看该组，然后重新申请。',
  family_held: '另一个申请正在切换同一主备关系组的租户。请等待其结果。',
  unfit: '租户目前的角色或主租户不适用于此操作，因此没有提出：第一次调用可能已经生效。请在 OCP 中查看。',
  endedEarly: (what, outcome, why) => `${what}已结束：${outcome}。\n${why}`,
  remedy_not_possible: 'OCP 现在不允许这样做：卡片绘制之后其任务已有变化。请重新查看卡片。',
  remedy_unaccounted: '尚不清楚 OCP 是否已接受上一次补救操作：正在读取其任务。请一分钟后重试；话题中会显示结果。',
  proposal_open: (who) => `此处已有待决事项，须先处理。可在卡片上同意或驳回：${who}。`,
  proposal_open_of: '此处已有待决事项，或没有正在执行的任务。请查看卡片。',
  why: (code) => whyNot.get(code) ?? null,

  help: [
    '*一人申请，另一人审批，由 OCP 执行，每一步都显示在话题中。*',
    '• `/failover [租户]` 主租户已失效：由备租户接管，不可撤销',
    '• `/switchover [租户]` 计划内：主备互换角色，可再切回',
    '• `/failover status` 谁在等待审批，什么正在执行',
    '• `/failover history [租户|@成员|7d]` 申请过什么，结果如何',
    '• `/failover doctor` 哪里有问题，如何修复',
    '• `/failover stop [原因]` 停止发送所有调用',
    '• `/failover resume` 恢复，须由另一位审批人同意',
    '• `/failover help` 本说明',
    '一个申请最多 50 个租户。任务失败时，卡片会提供可用的处理办法。 `/switchover` 之后可跟同样的词。',
  ].join('\n'),
  externalHere: (typedIn) =>
    `${typedIn} 与其他组织共享。只有规则中有 \`external_channels: true\` 时申请才会留在那里；否则会发布到策略指定的频道，表单中会说明。`,
  movedFromExternal: (channel) =>
    `您的申请不能放在 ${channel}：该频道与其他组织共享，而规则不允许。此申请只在此显示，无法审批；请在本组织的频道中重新申请。`,
  unposted: {
    refused: (channel, code, advice) =>
      `Slack 拒绝在 ${channel} 发布您的申请卡片 ( \`${code}\` )，因此暂时无法审批。${advice}在申请过期之前，Twokey 会继续尝试。您也可以在其他频道输入命令，或使用 OCP 控制台。`,
    unread: (channel) =>
      `Slack 未说明谁能阅读 ${channel}，因此未在该频道发布您的申请卡片，暂时无法审批。在申请过期之前，Twokey 会继续尝试。您也可以在其他频道输入命令，或使用 OCP 控制台。`,
    advice: {
      missing_scope: '请管理员按 `manifest.yml` 的权限范围重新安装 Slack 应用。',
      ekm_access_denied: '贵组织的密钥管理（EKM）拒绝了访问，请联系 Slack 管理员。',
      other: '运行 `/failover doctor` 可查看问题所在。',
    },
  },
  elsewhere: {
    none: () => '申请会发布到策略指定的频道，表单中会说明。',
    im: () =>
      '私信中无人可以审批，因此申请会发布到策略指定的频道，表单中会说明。如需发布在其他频道，请在机器人所在的频道中输入命令。',
    mpim: () =>
      '多人私信不能再加入成员，机器人也不能，因此申请会发布到策略指定的频道，表单中会说明。如需发布在其他频道，请在机器人所在的频道中输入命令。',
    channel: (typedIn) =>
      `机器人不能在 ${typedIn} 中发言，因此申请会发布到策略指定的频道，表单中会说明。如需发布在这里，请把机器人邀请到本频道。`,
    shared: (typedIn) =>
      `机器人不在 ${typedIn} 中，且该频道与其他组织共享，因此申请会发布到策略指定的频道，表单中会说明。只有规则中有 \`external_channels: true\` 时，邀请机器人才有用。`,
  },
  unknownCommand: (command, text) => `\`${command}\` 不认识“${text}”。 \`${command} help\` 列出可用的词。`,
};
