import type { Words } from '../en/en.ts';

/** The thread. */
export const thread: Words['thread'] = {
  inspected: (tenant, verdict) => `${tenant} 的预检查：${verdict}。`,
  approved: (who, at, have, need) => `${who} 已同意，${at}：${have}/${need}。`,
  approvedAll: (by) => `审批已通过。将再读取一次全部信息，然后在 ${by} 之前调用 OCP。`,
  turnedAway: (who, why) => `${who} 点击了同意，但不计入：${why}。`,
  codesLocked: (who, until) =>
    `${who} 的一次性验证码错误过多：在 ${until} 之前不再接受。如果不是 ${who} 本人，则有人在使用该 Slack 账号。`,
  rejected: (who, at) => `${who} 已驳回，${at}。`,
  withdrawn: (who, at) => `${who} 已撤回，${at}。`,
  reason: (who, reason) => `${who} 给出的原因：${reason}`,
  expired: (have, need) => `审批时限已过：已同意 ${have}/${need}。`,
  expiredUnread: '审批时限已过：未能从 OCP 读取所需信息，因此没有请任何人审批。',
  returned: {
    changed: (who) => `须重新审批：现状已与审批时不同。${who}：请重新查看。`,
    late: (who) => `须重新审批：未能及时开始。${who}：请重新查看。`,
    between: (who) => `其余部分须重新审批：其间已审批过其他事项。${who}：请决定。`,
  },
  claimed: (what, attempt, at) =>
    attempt === 1 ? `正在发送给 OCP：${what}（${at}）。` : `正在发送给 OCP，第 ${attempt} 次：${what}（${at}）。`,
  inspectedMany: (count, verdicts) => `${count} 个租户的预检查：${verdicts}。`,
  ofTenant: (tenant, line) => `${tenant}：${line}`,
  acceptedMany: (cluster, tasks, targets, trace) =>
    `OCP 接受了对 ${cluster} 的调用：${targets} 个租户，${tasks} 个任务${trace === null ? '' : `，trace ID ${trace}`}。`,
  acceptedTask: (task) => `OCP 已启动 ${task}。`,
  stopped: {
    earlier_failed: (targets) => `因之前的失败而未发送：${targets}。`,
    rejected: (targets) => `因其余的被驳回而未发送：${targets}。`,
    withdrawn: (targets) => `因其余的被撤回而未发送：${targets}。`,
    expired: (targets) => `因审批时限已过而未发送：${targets}。`,
  },
  accepted: (task, trace) =>
    trace === null ? `OCP 接受了调用：${task}。` : `OCP 接受了调用：${task}，trace ID ${trace}。`,
  acceptedNoTask: 'OCP 接受了调用，但没有给出任务。',
  task: (name, id, tenant) => `${tenant} 的任务“${name}”，ID ${id}`,
  refused: (why, trace) =>
    `OCP 拒绝了调用：${why}${trace === null ? '' : `（trace ID ${trace}）`}。它没有执行任何操作。`,
  notSent: (why) => `调用未能离开机器人：${why}。没有任何内容到达 OCP。在启动时限内会再次尝试。`,
  unknown: (doubt, detail) =>
    `结果未知：${doubt}${detail === '' ? '' : `（${detail}）`}。正在查找其任务列表；不会重复发送。`,
  found: (task) => `在 OCP 的任务列表中找到：${task}。从这里开始跟踪。`,
  lost: (until, who) =>
    `已查找 OCP 的任务列表至 ${until}，没有该调用的任务。${who}：请查看 OCP 和两个租户的角色，然后建议再次发送，或无结果关闭。`,
  resendProposed: (who, approvers) =>
    `${who} 建议再次发送该调用。${approvers}：请在卡片上同意或驳回。在此之前不会发送任何内容。`,
  proposalClosed: {
    rejected: '再次发送的建议已被驳回。第一次调用的结果仍未知。',
    withdrawn: '再次发送的建议已被撤回。第一次调用的结果仍未知。',
    expired: '时限内无人同意再次发送。第一次调用的结果仍未知。',
    overtaken: '再次发送的建议作废：第一次调用已找到。',
  },
  logOf: (step) => `${step} 的日志末尾：`,
  noLog: 'OCP 没有给出其日志。',
  crossed: (step) => `“${step}”已越过不可回滚点：从这里起 OCP 不允许回滚。`,
  crossedUnnamed: '已过不可回滚点：从这里起 OCP 不允许回滚。',
  taskFailed: (step) => `OCP 的任务在 ${step} 失败。`,
  taskFailedNoStep: 'OCP 的任务失败。',
  taskShownAgain: 'OCP 又显示该任务。',
  taskRuns: 'OCP 的任务重新执行中。',
  taskRetried: 'OCP 的任务重新执行中：它被重试了。',
  taskRollsBack: 'OCP 的任务正在回滚。',
  leftOut: (cluster: string) =>
    `以下租户在审批之后有变化，未列入对 ${cluster} 的调用，其余照常发出。这些租户请另行提交：`,
  roleProven: (roles, at) => `已核实：OCP 显示 ${roles}（读取于 ${at}）。`,
  roleUnread: (tenants, at) =>
    `存疑：OCP 的任务已成功，但 OCP 不显示 ${tenants} 的角色（最近一次查询于 ${at}）。继续回读中。请在 OCP 和数据库中查看各租户。`,
  roleDoubted: (roles, at) =>
    `存疑：OCP 的任务已成功，但 OCP 仍显示 ${roles}（读取于 ${at}）。继续回读中。请在 OCP 和数据库中查看各租户。`,
  heldUp: (why) => `受阻：${why}。会持续重试直到有响应。`,
  resumed: '受阻已解除，继续进行。',
  abandoned: (who, at) => `${who} 已无结果关闭该申请，${at}。`,
  ended: (outcome, what) => `*${outcome}：${what}。*`,
  who: (asked, approved) => `申请人 ${asked}，审批人 ${approved}。`,
  whoAsked: (asked) => `申请人 ${asked}。`,
  moreLines: (count) => `另有 ${count} 条变化`,
};
