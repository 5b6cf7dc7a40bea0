import type { AuthorisationRefusal } from '../../../request/authorise.ts';
import type { Words } from '../en/en.ts';

const why: Readonly<Record<AuthorisationRefusal, string>> = {
  person_unread: 'Slack 未说明其身份',
  person_nobody: 'Slack 不认识该账号',
  person_guest: '其为访客',
  person_external: '其属于其他组织',
  person_deactivated: '该账号已停用',
  person_bot: '该账号是机器人',
  person_invited: '该账号尚未接受邀请',
  person_unmapped: '人员文件中没有该账号',
  person_doubly_mapped: '人员文件把该账号归于多人',
  groups_unread: 'Slack 未说明其所在的用户组',
  not_a_requester: '策略不再允许其申请',
  not_an_approver: '策略不再允许其批准',
  own_request: '其本人是申请人',
  same_person: '按人员文件，其与申请人或另一批准人是同一个人',
  not_your_request: '这不是其本人的申请',
};
const whyNot = new Map(Object.entries(why));

/** Words only one person reads. */
export const privateWords: Words['private'] = {
  outsider: {
    person_guest: '访客不能参与这些申请。请找本工作区的正式成员。',
    person_external: '其他组织的人员不能参与这些申请。请找本工作区的成员。',
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
  not_an_approver: (who) => `只有批准人可以这样做：${who}。请找其中一位。`,
  not_an_approver_of: '策略没有指定您为批准人。请找策略指定的人。',
  own_request: (who) => `这是您本人的申请，因此必须由他人批准。可批准：${who}。`,
  own_request_of: '这是您本人的申请，因此必须由他人批准。',
  same_person: '按人员文件，这会是同一个人参与两次：您已用另一个账号申请或批准过。必须由他人批准。',
  not_your_request: (who) => `只有申请人 ${who} 可以撤回。批准人可以驳回。`,
  not_your_request_of: '只有申请人可以撤回。批准人可以驳回。',
  no_rule: '策略中没有覆盖该租户的规则。请找策略文件的维护者添加。',
  no_such_request: '没有这样的申请。请用 `/failover` 或 `/switchover` 重新申请。',
  already_ended: (what, outcome, command) => `${what}已结束：${outcome}。如仍需要，请用 \`${command}\` 重新申请。`,
  already_ended_of: '该申请已结束。如仍需要，请用 `/failover` 或 `/switchover` 重新申请。',
  still_checking: '仍在询问 OCP。预检查完成后，卡片上会出现批准按钮。',
  card_changed: '该申请在卡片绘制之后有了变化，因此您的点击无效。请重新阅读卡片再决定。',
  already_approved_by_you: (have, need) => `您的批准已计入：${have}/${need}。下一个须由他人给出。`,
  already_approved_by_you_of: '您的批准已计入。下一个须由他人给出。',
  already_approved: (who) => `已由 ${who} 批准。不再需要您做什么。`,
  already_approved_of: '已经批准。不再需要您做什么。',
  already_sent: '已发送给 OCP，在此无法收回。话题中会告知 OCP 的进展。',
  window_passed: (at, command) => `批准时限已于 ${at} 结束。如仍需要，请用 \`${command}\` 重新申请。`,
  window_passed_of: '批准时限已过。如仍需要，请用 `/failover` 或 `/switchover` 重新申请。',
  nothing_to_resend: '没有可再次发送的：调用没有丢失，或已有再次发送的建议。请查看卡片。',
  nothing_to_abandon: 'OCP 仍在处理，因此继续跟踪。有变化时话题中会告知。',
  not_now: '当前状态下无法这样做，没有任何改变。请查看卡片；如果仍提供该操作，请重试。',
  frozen: '策略目前不允许：处于冻结期或已停用。请找策略文件的维护者。',
  remedy_not_possible: 'OCP 现在不允许这样做：卡片绘制之后其任务已有变化。请重新查看卡片。',
  remedy_unaccounted: '尚不清楚 OCP 是否已接受上一次补救操作：正在读取其任务。请一分钟后重试；话题中会告知。',
  proposal_open: '此处已有待决事项，或没有正在执行的任务。请查看卡片：先批准或驳回。',
  why: (code) => whyNot.get(code) ?? null,

  help: [
    '*在 Slack 中对 OceanBase 租户做故障切换和主备切换。* 一人申请，另一人批准，由 OCP 执行，话题中告知每一步。',
    '`/failover` 为主租户已失效的备租户打开表单：不可撤销，未传出的变更会丢失。 `/failover orders` 会直接选中该租户，前提是只有一个备租户叫这个名字。',
    '`/switchover` 为互换角色的主备租户打开表单：计划内操作，不丢失数据，可再做一次主备切换切回。',
    '两者一次最多申请 50 个租户。任务失败时，卡片会提供 OCP 允许的操作：重试、跳过、回滚、取消；这同样须另一人批准。',
    '`/failover status` 列出未结束的申请， `/failover history` 列出已结束的， `/failover doctor` 检查 Slack 和 OCP 能否访问， `/failover help` 显示本说明。这些词也可跟在 `/switchover` 之后。',
  ].join('\n'),
  notInChannel: (typedIn, target) =>
    `机器人不在 ${typedIn} 中：申请将发布到 ${target}。如需发布在这里，请把机器人邀请到本频道。`,
  notInAnyChannel: (typedIn) =>
    `机器人不在 ${typedIn} 中，策略也没有指定其他频道，因此申请无处发送。请把机器人邀请到本频道后重试。`,
  unknownCommand: (command, text) => `\`${command}\` 不认识“${text}”。 \`${command} help\` 列出可用的词。`,
};
