import type { Words } from '../en/en.ts';

/** What can be done about a failed or hanging task. */
export const remedy: Words['remedy'] = {
  noun: {
    retry: (step, target) => `${target} 的 ${step} 重试`,
    retryTask: (target) => `${target} 的任务重试`,
    retry_subtask: (step, target) => `${target} 仅 ${step} 的重试`,
    skip: (step, target) => `${target} 的 ${step} 跳过`,
    skipRollback: (step, target) => `${target} 的 ${step} 回滚的跳过`,
    rollback: (target) => `${target} 的任务回滚`,
    cancel: (step, target) => `${target} 的 ${step} 取消`,
  },
  does: {
    retry: (step) => `OCP 重新执行 ${step}，然后执行其后的子任务；已完成的子任务不变。`,
    retryTask: 'OCP 重新执行失败的子任务，然后执行其后的子任务；已完成的子任务不变。',
    retry_subtask: (step) => `OCP 重新执行 ${step}，不执行其他失败的子任务。`,
    skip: (step, leaves) => `OCP 视 ${step} 为已完成，但并不执行它：${leaves}。`,
    skipRollback: (step) => `OCP 视 ${step} 为已回滚，但并不撤销它：该子任务所做的会保留，只能手工处理。`,
    rollback: 'OCP 撤销已执行的子任务，从最后一个开始。如果成功，角色应与之前相同。',
    cancel: (step) => `OCP 中断 ${step}，任务失败。该子任务在数据库中所做的会保留，并且仍可能生效。`,
  },
  label: {
    retry: '重试',
    retry_subtask: (at) => `重试子任务 ${at}`,
    skip: (at) => `跳过子任务 ${at}`,
    skipRollback: (at) => `跳过 ${at} 的回滚`,
    rollback: '回滚',
    cancel: (at) => `取消子任务 ${at}`,
    of: (label, tenant) => `${label}：${tenant}`,
  },
  allowed: {
    retry: '重试',
    retry_subtask: '重试单个子任务',
    skip: '跳过该子任务',
    rollback: '回滚',
    cancel: '取消该子任务',
  },
  allows: (what) => `*OCP 允许：* ${what}。一人在卡片上提出，另一人同意；在 OCP 控制台中操作也同样会被跟踪。`,
  allowsNothing: '此处 OCP 不允许任何操作：请在 OCP 控制台中查看该任务。',

  proposed: (noun, who, at, does) => `*建议：${noun}。* ${who} 提出（${at}）。${does}请选择同意或驳回。`,
  confirm: {
    title: (noun) => `建议 ${noun}？`,
    text: (does, world) => `${does}${world}须另一人同意。`,
    confirm: '提出建议',
    approveTitle: (noun) => `同意 ${noun}？`,
    approveText: (does, world) => `${does}${world}只向 OCP 发送一次。`,
    approve: '同意',
    reject: (noun) => ({
      title: '驳回该建议？',
      text: `${noun}不会发送。申请保持打开，其任务照旧跟踪。`,
      confirm: '驳回',
    }),
    withdraw: (noun) => ({
      title: '撤回该建议？',
      text: `${noun}不会发送。申请保持打开，其任务照旧跟踪。`,
      confirm: '撤回',
    }),
  },

  many: {
    label: {
      retry_alike: (count) => `重试同类失败（${count}）`,
      rollback_alike: (count) => `回滚同类失败（${count}）`,
      skip_alike: (count) => `跳过同类失败（${count}）`,
    },
    alike: (steps, code) =>
      code === null ? `*失败相同：* ${steps}，日志中没有错误码。` : `*失败相同：* ${steps}，错误码 \`${code}\` 。`,
    tenants: (count, names) => `*租户（${count}）：* ${names}。`,
    toSend: (count, names) => `*尚待发送（${count}）：* ${names}。`,
    dropped: (count, names) => `*已退出（${count}）：* ${names}。其任务已有变化；其余照常进行。`,
    confirmText: (names, does) => `${names}。${does}须另一人同意；逐个发送。`,
    approveText: (names, does) => `${names}。${does}各只向 OCP 发送一次。`,
    thread: {
      dropped: {
        overtaken: (noun) => `已退出该建议：${noun}。其任务其间已有变化。其余照常进行。`,
        other_step: (noun, failed) => `已退出该建议：${noun}。现在失败的是另一个子任务，${failed}。其余照常进行。`,
      },
      names: (count, names) => `建议涉及 ${count} 个：${names}。`,
    },
  },
  rest: {
    included: (count, names) => `*同意也适用于尚未发送的 ${count} 个租户：* ${names}。`,
    butNot: (who) => `申请人 ${who} 的同意不适用于它们：届时其余部分须重新审批。`,
    notIncluded: (names) => `*尚未发送：* ${names}。同意不适用于它们：之后须重新审批。`,
    short: (count) => `同时也同意尚未发送的 ${count} 个租户。`,
    approved: (who, names) => `${who} 的同意也适用于尚未发送的部分：${names}。`,
  },

  state: {
    claimed: (noun, at) => `*正在发送给 OCP：* ${noun}（${at}）。尚无应答。`,
    accepted: (noun, at) => `OCP 接受了 ${noun}，${at}。`,
    refused: (noun, why) => `*OCP 拒绝了 ${noun}：* ${why}。它没有执行任何操作。`,
    notSent: (noun, why) => `*未发送：* ${noun}未能离开机器人，没有任何内容到达 OCP。${why}。`,
    unknown: (noun) => `*结果未知：* ${noun}，OCP 没有明确响应。不会再次发送：正在读取任务，以确认 OCP 是否已接受。`,
    found: (noun, at) => `OCP 已接受 ${noun}：任务中可见（${at}）。`,
    lost: (noun, at) => `*任务中没有迹象：* ${noun}（读取至 ${at}）。不会自行再次发送；可以重新提出建议。`,
  },

  thread: {
    proposed: (who, noun, does, world, approvers) =>
      `${who} 建议 ${noun}。${does}${world}${approvers}：请在卡片上同意或驳回。在此之前不会发送任何内容。`,
    claimed: (noun, at) => `正在发送给 OCP：${noun}（${at}）。`,
    accepted: (noun, trace) => (trace === null ? `OCP 接受了 ${noun}。` : `OCP 接受了 ${noun}，trace ID ${trace}。`),
    refused: (noun, why, trace) =>
      `OCP 拒绝了 ${noun}：${why}${trace === null ? '' : `（trace ID ${trace}）`}。它没有执行任何操作。`,
    notSent: (noun, why) => `${noun}未能离开机器人：${why}。没有任何内容到达 OCP。在启动时限内会再次尝试。`,
    unknown: (noun, doubt, detail) =>
      `${noun}的结果未知：${doubt}${detail === '' ? '' : `（${detail}）`}。不会再次发送：正在读取任务，以确认 OCP 是否已接受。`,
    found: (noun) => `OCP 的任务显示它已接受 ${noun}。`,
    lost: (noun, until, who) =>
      `已读取 OCP 的任务至 ${until}，其中没有 ${noun}的迹象。不会自行再次发送。${who}：请在 OCP 中查看该任务，然后重新提出建议，或无结果关闭。`,
    closed: {
      rejected: (noun) => `建议的 ${noun}已被驳回。任务照旧跟踪。`,
      withdrawn: (noun) => `建议的 ${noun}已被撤回。任务照旧跟踪。`,
      expired: (noun) => `时限内无人同意 ${noun}。任务照旧跟踪。`,
      overtaken: (noun) => `建议的 ${noun}作废：任务其间已有变化。`,
      other_step: (noun, failed) =>
        `建议的 ${noun}作废：现在失败的是另一个子任务，${failed}。请查看该任务，再重新提出建议。`,
    },
    something: '补救操作',
  },
};
