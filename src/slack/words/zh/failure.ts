import type { Words } from '../en/en.ts';

/** What remains true in the world after a task failed; and what a skipped step leaves undone. */
export const failure: Words['failure'] = {
  failover: {
    before: (became) => `${became} 仍是备租户。其日志恢复源可能已被重置。`,
    at: (became) =>
      `${became} 可能已经是主租户，且不可撤销；在读取其角色之前无人知道。OCP 不允许回滚。重试是安全的：对已是主租户的租户，该命令不做任何事。`,
    after: (became) => `${became} 已经是主租户。其服务名或 OCP 的记录尚未完成。OCP 不允许回滚；重试会完成它们。`,
    rollback: (became) => `回滚失败；${became} 可能只回滚了一半。OCP 现在拒绝重试，允许再次回滚。`,
  },
  switchover: {
    before: (became, old) => `没有任何改变：${old} 仍是主租户，${became} 仍是其备租户。`,
    switching: (became, old) =>
      `${old} 可能已经是备租户，也可能不是；如果是，则当前没有主租户，写入中断。请查看两个角色。回滚应能使它重新成为主租户；${became} 仍是备租户。`,
    at: (became, old) =>
      `*可能完全没有主租户：写入中断。* ${old} 已是备租户，${became} 可能尚未成为主租户。OCP 不允许回滚，且该子任务不得跳过：请重试。`,
    after: (became, old, unfinished) =>
      `角色已互换：${became} 是主租户，${old} 是备租户。尚未完成：${unfinished}。OCP 不允许回滚；重试会完成它。`,
    rollback: (_, old) =>
      `回滚失败；${old} 可能没有重新成为主租户。如果两者都不是，则写入中断：请查看两个角色。OCP 现在拒绝重试，允许再次回滚。`,
  },
  unknown: 'OCP 未说明进行到哪里。请先查看两个租户的角色。',

  short: {
    failover: {
      before: '它仍是备租户。',
      at: '它可能已经是主租户，且不可撤销。',
      after: '它已经是主租户；无法退回。',
      rollback: '它可能只回滚了一半。',
    },
    switchover: {
      before: '尚无任何改变。',
      switching: '原主租户可能已是备租户：请查看两个角色。',
      at: '可能没有主租户：写入中断。',
      after: '角色已互换；无法退回。',
      rollback: '可能两者都不是主租户：请查看两个角色。',
    },
    unknown: '进行到哪里不得而知：请查看两个角色。',
  },

  unfinished: {
    logSource: '原主租户的日志恢复源（没有它就不会同步）、服务名、OCP 的记录',
    serviceName: '服务名（应用可能不会跟随）和 OCP 的记录',
    records: 'OCP 的记录，可能仍显示原来的角色',
  },

  skipLeaves: {
    preparation: '它所准备的内容会缺失，后面的子任务可能在不可回滚点之后失败',
    primary_to_standby: '原主租户仍是主租户，下一个子任务可能造成第二个主租户',
    log_source: '日志恢复源未设置：没有它的备租户不会同步',
    service_name: '服务名不存在：应用不会跟随',
    data_version: '租户保留原来的数据版本',
    records: 'OCP 会继续显示原来的角色',
    other: '其工作必须手工完成',
  },
};
