import type { Words } from '../en/en.ts';

/** 容灾切换（failover）不可撤销且可能丢数据；日常切换（switchover）是计划内的，可再切回。 */
const failover: Words['operation']['failover'] = {
  title: (tenants, _, to) => `容灾切换 ${tenants} → ${to}`,
  of: (targets) => `${targets} 的容灾切换`,
  theOf: (targets) => `${targets} 的容灾切换`,
  proving: '*OCP 已完成任务。* 正在回读角色；OCP 大约每分钟刷新一次。',
  proven: (became) => `*已核实：* ${became} 是主租户。`,
  doubted: (became) =>
    `*存疑：* OCP 的任务已成功，但 OCP 仍未显示 ${became} 为主租户。继续回读中。请在 OCP 和数据库中查看该租户。`,
  rolledBack: (target) => `*已在 OCP 中回滚：* ${target} 的容灾切换的所有子任务均已回到待执行。`,
  taskSucceeded: (target) => `OCP 的任务已成功。正在回读 ${target} 的角色。`,
  taskRolledBack: (target) => `OCP 已回滚任务：${target} 的容灾切换的所有子任务均已回到待执行。`,
  truth: {
    succeeded: (became) => `*${became} 现在是主租户。* 其角色已从 OCP 回读确认。`,
    succeededMany: (count) => `*${count} 个租户现在都是主租户。* 其角色已从 OCP 回读确认。`,
    rolledBack: (target) => `${target} 的容灾切换已在 OCP 中回滚：它应仍是备租户。`,
  },
  many: {
    willHappen: (count, clusters) =>
      `*将要发生：* ${clusters > 1 ? `${clusters} 个集群中的 ` : ''}${count} 个备租户成为主租户。此操作不可撤销。`,
    weight: '*可能丢失：* 各原主租户上尚未同步到备租户的写入。各原主租户必须保持隔离。',
  },
  lostAdvice:
    '请查看 OCP 的任务列表和两个租户的角色。仅当两处都看不到容灾切换时才再次发送，并须另一人同意。“无结果关闭”会在此结束该申请。',
  confirm: {
    approve: (target, old) => ({
      title: '同意这次容灾切换？',
      text: `${target} 将成为主租户。此操作不可撤销。${old} 上尚未同步到备租户的写入会丢失。原主租户必须隔离。`,
      confirm: '同意容灾切换',
    }),
    approveMany: (count, clusters) => ({
      title: `同意 ${count} 个租户的容灾切换？`,
      text: `${clusters} 上的 ${count} 个租户将成为主租户。此操作不可撤销。各原主租户上尚未同步到备租户的写入会丢失，且必须隔离。`,
      confirm: `同意 ${count} 个容灾切换`,
    }),
    approveResend: (targets) => ({
      title: '再次发送容灾切换？',
      text: `${targets} 的容灾切换将再次发送给 OCP。此操作不可撤销。如果第一次调用其实已到达，OCP 可能收到两次。尚未同步到备租户的写入会丢失。`,
      confirm: '再次发送',
    }),
  },
};

const switchover: Words['operation']['switchover'] = {
  title: (tenants, from, to) => `日常切换 ${tenants}：${from} → ${to}`,
  of: (targets) => `${targets} 的日常切换`,
  theOf: (targets) => `${targets} 的日常切换`,
  proving: '*OCP 已完成任务。* 正在回读两个角色；OCP 大约每分钟刷新一次。',
  proven: (became, old) => `*已核实：* ${became} 是主租户，${old} 是其备租户。`,
  doubted: (became, old) =>
    `*存疑：* OCP 的任务已成功，但 OCP 仍未显示 ${became} 为主租户、${old} 为备租户。继续回读中。请在 OCP 和数据库中查看两个租户。`,
  rolledBack: (target) => `*已在 OCP 中回滚：* ${target} 的日常切换的所有子任务均已回到待执行。`,
  taskSucceeded: (target) => `OCP 的任务已成功。正在回读 ${target} 的两个角色。`,
  taskRolledBack: (target) => `OCP 已回滚任务：${target} 的日常切换的所有子任务均已回到待执行。`,
  truth: {
    succeeded: (became, old) =>
      `*${became} 现在是主租户，${old} 是其备租户。* 两个角色均已从 OCP 回读确认。再做一次日常切换即可切回。`,
    succeededMany: (count) => `*${count} 对租户均已互换角色。* 已从 OCP 回读确认。再做一次日常切换即可切回。`,
    rolledBack: (target) => `${target} 的日常切换已在 OCP 中回滚：两者的角色应与之前相同。`,
  },
  many: {
    willHappen: (count, clusters) =>
      `*将要发生：* ${clusters > 1 ? `${clusters} 个集群中的 ` : ''}${count} 个主租户与其备租户互换角色。计划内操作，可再做一次日常切换切回。`,
    weight:
      '*不丢失数据。* 每个主租户必须存活；每个主租户的写入会暂停数秒。使用服务名的应用会自动跟随，其余须修改连接串。',
  },
  lostAdvice:
    '请查看 OCP 的任务列表和两个租户的角色。仅当两处都看不到日常切换时才再次发送，并须另一人同意。“无结果关闭”会在此结束该申请。',
  confirm: {
    approve: (target) => ({
      title: '同意这次日常切换？',
      text: `${target}：两者互换角色。计划内操作，不丢失数据，可再做一次日常切换切回。写入会暂停数秒。未使用服务名的应用须修改连接串。`,
      confirm: '同意日常切换',
    }),
    approveMany: (count, clusters) => ({
      title: `同意 ${count} 个租户的日常切换？`,
      text: `${clusters} 上的 ${count} 个主租户与其备租户互换角色。计划内操作，不丢失数据，可再做一次日常切换切回。每个租户的写入会暂停数秒。`,
      confirm: `同意 ${count} 个日常切换`,
    }),
    approveResend: (targets) => ({
      title: '再次发送日常切换？',
      text: `${targets} 的日常切换将再次发送给 OCP。如果第一次调用其实已到达，OCP 可能收到两次：请先查看两个角色。`,
      confirm: '再次发送',
    }),
  },
};

export const operation: Words['operation'] = { failover, switchover };
