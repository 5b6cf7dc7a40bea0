import type { Words } from '../en/en.ts';

/** What may be so in the world after a task failed or ended unclear; and what a skipped step leaves undone. */
export const failure: Words['failure'] = {
  failover: {
    before: (became) => `改变角色的子任务尚未开始：${became} 应仍是备租户。其日志恢复源可能已被重置。`,
    promoting: (became) =>
      `${became} 可能已经是主租户，且不可撤销：只能以其角色为准。重试是安全的：对已是主租户的租户，该命令不做任何事。`,
    after: (became) => `${became} 已经是主租户。其服务名或 OCP 的记录尚未完成；重试会完成它们。`,
    rollback: (became) => `回滚失败；${became} 可能只回滚了一半。此时重试的效果因 OCP 版本而异，因此这里不提出重试。`,
  },
  switchover: {
    before: (became, old) => `改变角色的子任务尚未开始：${old} 应仍是主租户，${became} 应仍是其备租户。`,
    demoting: (became, old) =>
      `${old} 可能已经是备租户；如果是，则当前没有主租户，写入中断。${became} 尚未成为主租户。回滚应能使 ${old} 重新成为主租户。`,
    between: (became, old) =>
      `*很可能没有主租户：写入中断。* ${old} 已切换为备租户，而将 ${became} 切换为主租户尚未开始。重试会继续；在 OCP 允许时，回滚应能使 ${old} 重新成为主租户。`,
    promoting: (became, old) =>
      `*可能完全没有主租户：写入中断。* ${old} 已是备租户，${became} 可能尚未成为主租户。该子任务不得跳过：请重试。`,
    after: (became, old, unfinished) =>
      `角色已互换：${became} 是主租户，${old} 是备租户。尚未完成：${unfinished}。重试会完成它。`,
    rollback: (_, old) =>
      `回滚失败；${old} 可能没有重新成为主租户。如果两者都不是，则写入中断。此时重试的效果因 OCP 版本而异，因此这里不提出重试。`,
  },
  unknown: '进行到哪里未知：其子任务未能说明。请以角色为准。',
  noRollback: 'OCP 不允许回滚。',
  notUndone: (steps) => `*未撤销* ，因为其回滚被跳过：${steps}。`,

  unclear: {
    odd_status: (status) => `OCP 显示 ${status}，此版本不认识该状态。`,
    no_steps: 'OCP 显示 SUCCESSFUL，但没有列出子任务。是否生效只能以角色为准。',
    left_over: (steps) =>
      `OCP 显示 SUCCESSFUL，但其子任务与此不符：${steps}。是否已在 OCP 中放弃？它可能已经生效：请以角色为准。`,
    hidden: (why) => `OCP 不显示该任务：${why}。它可能已经生效：请以角色为准。`,
    missing: 'OCP 不再显示该任务。它可能已经生效：请以角色为准。',
  },

  short: {
    failover: {
      before: '改变其角色的子任务尚未开始。',
      promoting: '它可能已经是主租户，且不可撤销。',
      after: '按子任务看，它已经是主租户；无法退回。',
      rollback: '它可能只回滚了一半。',
    },
    switchover: {
      before: '改变角色的子任务尚未开始。',
      demoting: '原主租户可能已是备租户。',
      between: '很可能没有主租户：写入中断。',
      promoting: '可能没有主租户：写入中断。',
      after: '按子任务看，角色已互换；无法退回。',
      rollback: '可能两者都不是主租户。',
    },
    unknown: '进行到哪里未知：请以角色为准。',
  },

  unfinished: {
    logSource: '原主租户的日志恢复源（没有它就不会同步）、服务名、OCP 的记录',
    serviceName: '服务名（应用可能不会跟随）和 OCP 的记录',
    records: 'OCP 的记录，可能仍显示原来的角色',
  },

  skipLeaves: {
    prepares: '它所准备的内容会缺失，后面的子任务可能在不可回滚点之后失败',
    demotes: '原主租户仍是主租户，下一个子任务可能造成双主',
    log_source: '日志恢复源未设置：没有它的备租户不会同步',
    service_name: '服务名不存在：应用不会跟随',
    data_version: '租户保留原来的数据版本',
    records: 'OCP 会继续显示原来的角色',
    other: '其工作必须手工完成',
  },
};
