import type { Words } from '../en/en.ts';

/** Tenants, prechecks, differences and what people must do. */
export const world: Words['world'] = {
  comma: '、',
  semicolon: '；',
  space: '',
  labelled: (label, text) => `${label}：${text}`,
  heading: (text) => `*${text}：*`,
  sentence: (text) => `${text}。`,
  detailed: (text, more) => `${text}，${more}`,
  inBrackets: (text) => `（${text}）`,
  withId: (name, id) => `${name}，ID ${id}`,
  and: ' 和 ',
  more: (count) => `及另外 ${count} 项`,
  on: (tenant, cluster) => `集群 ${cluster} 的 ${tenant}`,
  pair: (tenant, from, to) => `${tenant}：${from} → ${to}`,
  pairOf: (old, became) => `${old} → ${became}`,
  as: (tenant, role) => `${tenant} 的角色 ${role}`,
  nobody: '无人',
  notTold: '未知',

  precheck: {
    passed: '通过',
    passedWithWarnings: (warnings) => `通过，有 ${warnings} 条警告`,
    blocked: (blocking) => (blocking === 0 ? '未通过' : `未通过，${blocking} 条阻断项`),
    blocking: '阻断',
    warning: '警告',
    noReason: 'OCP 未给出原因。',
    read: (at) => `读取于 ${at}`,
    sync: (figure) => `OCP 的 syncScn：${figure}`,
    upTo: (at) => `已同步至 ${at}（OCP 的 syncScn）`,
    unreadTask: (id, why) =>
      `OCP 的任务列表中有${id === null ? '一项' : `任务 ${id} `}无法读取，可能属于该租户：${why}。在能够读取之前不会发送任何内容。`,
    running: (task) => `OCP 已在该租户上执行任务：${task}`,
  },

  difference: {
    role_changed: (tenant, from, to) => `${tenant} 的角色由 ${from} 变为 ${to}。`,
    primary_changed: (tenant, from, to) => `${tenant} 的主租户由 ${from} 变为 ${to}。`,
    blocked: (tenant, text) => `阻断，${tenant}：${text}`,
    new_warning: (tenant, text) => `${tenant} 的新警告：${text}`,
    blocked_unexplained: (tenant) => `阻断，${tenant}：OCP 未给出原因。`,
    gone: (tenant) => `OCP 中已没有 ${tenant}。`,
    renamed: (from, to) => `${from} 在 OCP 中现名为 ${to}。以该名称适用的规则为准。`,
    untold: (tenant) => `OCP 不再给出 ${tenant} 的信息。`,
    noPrimary: '无',
    task_running: (tenant, text) => `OCP 正在 ${tenant} 上执行任务：${text}`,
    policy_changed: (from, to) => `策略已由版本 ${from} 变为 ${to}。`,
    no_rule: (from, to) => `策略已由版本 ${from} 变为 ${to}，其中没有覆盖该操作的规则。`,
    until: (name, end) => `${name}，至 ${end}`,
    endless: (name) => `${name}，没有结束时间`,
    stopAll: '策略文件中有 `stop_all` ；删除该行即可恢复',
    frozen: (text) => `策略目前不允许：${text}。`,
    not_authorised: (person, why) => `${person} 不能再参与：${why}`,
    wrong_role: (tenant, role, needed) => `OCP 显示 ${tenant} 的角色为 ${role}，而此操作只适用于 ${needed}。`,
    other_primary: (tenant, primary) => `OCP 显示 ${tenant} 是 ${primary} 的备租户，不是这一对中主租户的备租户。`,
    unnamed_primary: (tenant, primary) =>
      `OCP 显示 ${tenant} 的上级主租户是 ${primary}，此申请中没有写明它，也就没有适用它的规则。请重新申请。`,
    channel_external: '频道现在与其他组织共享，而规则不允许。',
    start_window_passed: '已通过审批，但未能在启动时限内开始。',
    asked_between: {
      remedy: '审批通过之后，又审批过一项补救操作。审批只对最后一个问题有效。',
      resend: '审批通过之后，又审批过再次发送。审批只对最后一个问题有效。',
    },
    fresher_sibling: (sibling, tenant, by) =>
      `${sibling} 可以接替，且数据比 ${tenant} 新 ${by}。审批时尚未显示这一点。`,
    service_name_changed: (tenant, from, to) =>
      `${tenant} 的原主租户的服务名：审批时为 ${from ?? '无'}，现在为 ${to ?? '无'}。`,
    none: '已有的审批与当前的问题不再相符。',
  },

  unrouted: { no_proxy: '两个集群没有共同的 OBProxy', invalid: 'OCP 显示其为 INVALID' },

  doubt: {
    no_answer: 'OCP 没有响应',
    unclear_answer: '响应无法解析',
    restarted: '机器人在等待响应时重启',
  },

  outcome: {
    succeeded: '已完成',
    rolled_back: '已回滚',
    refused: '被 OCP 拒绝',
    unfit: '无法按申请执行',
    rejected: '已驳回',
    withdrawn: '已撤回',
    expired: '已过期',
    abandoned: '无结果关闭',
    mixed: '结束，结果不一',
  },

  todo: {
    title: '现在要做的事',
    fence: (primary) =>
      `隔离原主租户 ${primary}：它仍会认为自己是主租户。请现在断开其网络，待 OCP 能连接后在 OCP 中锁定；之后删除并重建为备租户。`,
    fenceMany: (primaries) =>
      `隔离各原主租户 ${primaries}：它们仍会认为自己是主租户。请现在断开其网络，待 OCP 能连接后在 OCP 中锁定；之后删除并重建为备租户。`,
    fenceUnknown: 'OCP 未给出原主租户。如果存在，请将其隔离：它仍会认为自己是主租户。',
    skippedWork: (names) => `手工完成在 OCP 中跳过的工作：${names}。`,
    skippedWorkOf: (tenants, names) => `手工完成 ${tenants} 在 OCP 中跳过的工作：${names}。`,
    unlock: (tenants) => `在 OCP 中解锁 ${tenants}：OCP 显示其已锁定，无法登录。`,
    unlockMany: (tenants) => `在 OCP 中解锁 ${tenants}：OCP 显示它们已锁定，无法登录。`,
    revalidate: (names, tenants) =>
      `在 OCP 中把 ${tenants} 的服务名 ${names} 恢复为 VALID：OCP 显示为 INVALID，应用不会跟随。`,
    sameName: (name, tenant) =>
      `服务名 ${name} 现在属于 ${tenant}。使用它的应用可能不报错而继续运行：请确认它们能接受已丢失的数据。`,
    followNames: (names) => `服务名 ${names} 现在属于新的主租户。请确认应用能接受已丢失的数据。`,
    unrouted: (names, tenants) => `把使用服务名 ${names} 的应用改为连接 ${tenants}：据 OCP，路由可能不会指向那里。`,
    newName: (name, old) => `把使用服务名 ${old} 的应用改为使用 ${name}。`,
    firstName: (name) => `让应用使用服务名 ${name}。`,
    lostName: (old, tenant) => `服务名 ${old} 不指向这里。请把使用它的应用改为连接 ${tenant}。`,
    noName: (tenant) => `让应用连接 ${tenant}。`,
    repointNames: (names) => `修改使用 ${names} 的应用的连接串。`,
    renamed: (old, name) => `${old}（现为 ${name}）`,
    repointMany: (tenants) => `让应用连接 ${tenants}。`,
    readers: (names, tenants) => `修改读取 ${tenants} 的应用的连接串：其服务名 ${names} 已为 INVALID。`,
    stranded: (tenant, root) =>
      `${tenant} 仍跟随已失去的主租户 ${root}，OCP 无法让其改为跟随新的主租户。请解耦或删除，再重建为备租户。`,
    strandedMany: (tenants, roots) =>
      `${tenants} 仍跟随已失去的主租户 ${roots}，OCP 无法让它们改为跟随新的主租户。请解耦或删除，再重建为备租户。`,
    along: (tenants) => `确认同步已恢复：${tenants} 已跟随新的主租户。`,
    syncing: (old) => `确认 ${old} 已重新作为备租户同步。`,
    follows: (name, tenant) => `确认使用服务名 ${name} 的应用已跟随到 ${tenant}；其余应用请修改连接串。`,
    repoint: (tenant) => `让应用改为连接 ${tenant}。`,
    followMany: '确认使用服务名的应用已经跟随；其余应用请修改连接串。',
    otherStandbys: '确认同一业务的其他备租户已改为跟随新的主租户。',
    unreadStandbys: (tenants) => `在 OCP 中查看 ${tenants} 现在跟随哪个租户：此处未能读取。`,
    rebuild: (tenants) => `为 ${tenants} 重建备租户：它没有备租户。`,
    rebuildMany: (tenants) => `为 ${tenants} 重建备租户：它们没有备租户。`,
    protection: (tenants) => `如果 ${tenants} 原为最大保护或最大可用模式，请重新设置：容灾切换后为最大性能模式。`,
    backups: (tenants) => `为 ${tenants} 开启备份和日志归档。`,
    switchBack: '如需切回，请再申请一次反方向的日常切换。',
    checkRoles: '在 OCP 中查看两个租户的角色。',
    lookInOcp: (tasks) => `在 OCP 中查看：${tasks}。`,
  },
};
