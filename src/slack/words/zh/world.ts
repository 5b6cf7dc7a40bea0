import type { Words } from '../en/en.ts';

/** Tenants, prechecks, differences and what people must do. */
export const world: Words['world'] = {
  comma: '、',
  semicolon: '；',
  and: ' 和 ',
  more: (count) => `等，另有 ${count} 项`,
  on: (tenant, cluster) => `${tenant}（集群 ${cluster}）`,
  pair: (tenant, from, to) => `${tenant}：${from} → ${to}`,
  pairOf: (old, became) => `${old} → ${became}`,
  as: (tenant, role) => `${tenant} 的角色 ${role}`,
  nobody: '无人',
  notTold: '未知',

  precheck: {
    passed: '通过',
    passedWithWarnings: (warnings) => `通过，有 ${warnings} 条警告`,
    blocked: (blocking) => (blocking === 0 ? 'OCP 不允许' : `OCP 不允许：${blocking} 条阻断项`),
    blocking: '阻断',
    warning: '警告',
    noReason: 'OCP 未给出原因。',
    read: (at) => `读取于 ${at}`,
    sync: (figure) => `已同步到（OCP 的 syncScn）：${figure}`,
    noSync: 'OCP 未给出同步位点。',
    running: (task) => `OCP 已在该租户上执行任务：${task}`,
  },

  difference: {
    role_changed: (tenant, from, to) => `${tenant} 的角色由 ${from} 变为 ${to}。`,
    primary_changed: (tenant, from, to) => `${tenant} 的主租户由 ${from} 变为 ${to}。`,
    blocked: (tenant, text) => `阻断，${tenant}：${text}`,
    new_warning: (tenant, text) => `${tenant} 的新警告：${text}`,
    task_running: (tenant, text) => `OCP 正在 ${tenant} 上执行任务：${text}`,
    policy_changed: (from, to) => `策略已由版本 ${from} 变为 ${to}。`,
    frozen: (text) => `策略目前不允许：${text}。`,
    not_authorised: (person, why) => `${person} 不能再参与：${why}`,
    start_window_passed: '已获批准，但未能在启动时限内开始。',
    none: '已有的批准与当前的问题不再相符。',
  },

  doubt: {
    no_answer: '没有收到应答',
    unclear_answer: '应答无法理解',
    restarted: '机器人在等待应答时重启',
  },

  outcome: {
    succeeded: '已完成',
    rolled_back: '已回滚',
    refused: '被 OCP 拒绝',
    rejected: '已驳回',
    withdrawn: '已撤回',
    expired: '已过期',
    abandoned: '不再跟踪',
    mixed: '结束，结果不一',
  },

  todo: {
    title: '现在要做的事',
    fence: (primary) =>
      `继续隔离原主租户 ${primary}（断网、锁定）：它恢复后仍会认为自己是主租户。之后请删除它，再重建为备租户。`,
    fenceUnknown: 'OCP 未给出原主租户。如果存在，请继续隔离：它仍会认为自己是主租户。',
    sameName: (name, tenant) =>
      `服务名 ${name} 现在指向 ${tenant}。使用它的应用会自动跟随：请确认它们能接受已丢失的数据。`,
    newName: (name, old) => `把使用服务名 ${old} 的应用改为使用 ${name}。`,
    firstName: (name) => `让应用使用服务名 ${name}。`,
    lostName: (old, tenant) => `服务名 ${old} 不指向这里。请把使用它的应用改为连接 ${tenant}。`,
    noName: (tenant) => `让应用连接 ${tenant}。`,
    skippedWork: (names) => `手工完成在 OCP 中跳过的工作：${names}。`,
    fenceMany: (primaries) => `继续隔离各原主租户（断网、锁定）：它们恢复后仍会认为自己是主租户。${primaries}。`,
    followNames: (names) => `服务名 ${names} 已指向新的主租户。请确认应用能接受已丢失的数据。`,
    repointNames: (names) => `修改使用 ${names} 的应用的连接。`,
    renamed: (old, name) => `${old}（现为 ${name}）`,
    repointMany: (tenants) => `让应用连接 ${tenants}。`,
    syncing: (old) => `确认 ${old} 已重新作为备租户同步。`,
    follows: (name, tenant) => `确认使用服务名 ${name} 的应用已跟随到 ${tenant}；其余应用请修改连接。`,
    repoint: (tenant) => `让应用改为连接 ${tenant}。`,
    followMany: '确认使用服务名的应用已经跟随；其余应用请修改连接。',
    otherStandbys: '确认同一业务的其他备租户已改为跟随新的主租户。',
    switchBack: '如需切回，请再申请一次反方向的主备切换。',
    rebuild: '重建备租户：新的主租户没有备租户，其他备租户仍属于原主租户。',
    backups: '为新的主租户开启备份和日志归档。',
    checkRoles: '在 OCP 中查看两个租户的角色。',
    lookInOcp: (tasks) => `在 OCP 中查看：${tasks}。`,
  },
};
