import type { Words } from '../en/en.ts';

/** 复制关系组对操作的限制。 */
export const family: Words['family'] = {
  heading: '主备关系组',
  two_targets: (tenant, other) => `${tenant} 和 ${other} 属于同一个主备关系组，只能有一个成为主租户。请只选一个。`,
  second_primary: (tenant, sibling, request, how) =>
    `对 ${tenant} 做容灾切换可能造成双主：申请 ${request} 已切换同组的 ${sibling}，${how}。`,
  how: {
    primary: '它现在是主租户',
    closed: '它现在是主租户',
    underway: '其任务仍在执行，请等待结果',
    failed: '其任务失败，仍可重试（在 OCP 控制台中也可以）。请先回滚，或结束该申请',
    unknown: '结果未知：OCP 没有响应。请先跟进该申请',
  },
  primaryNow: (primary) => `其主租户现在是 ${primary}`,
  task: (name, id) => `（OCP 任务 ${name}，${id}）`,
  lost_again: (tenant, sibling, request) =>
    `同组的 ${sibling} 曾随申请 ${request} 成为主租户，OCP 现在显示它不可达。在 ${tenant} 接替之前请先隔离它。`,
  promoted_unseen: (tenant, sibling, request) =>
    `请先核实：同组的 ${sibling} 曾随申请 ${request} 成为主租户，OCP 现在没有列出它。如果它仍在服务，对 ${tenant} 做容灾切换会造成双主。`,
  root_alive: (tenant, root) =>
    `该组最上层的主租户 ${root} 正在运行：对 ${tenant} 做容灾切换会造成双主。请在 OCP 中解耦 ${tenant}，或为其更换日志源。`,
  root_lost: (tenant, root) => `请先核实：OCP 显示 ${tenant} 上层的主租户 ${root} 正在运行，但其集群已失联。`,
  name_taken: (tenant, name, by) =>
    `服务名 ${name} 已由另一组的 ${by} 使用。OCP 会在 ${tenant} 成为主租户之后失败。请换一个服务名，或不填。`,
  name_conflict: (tenant, name, by) =>
    `OCP 显示 ${tenant} 的服务名与 ${by} 冲突。请先在 OCP 中解决，再使用 ${name}，或不填服务名。`,
  locked: (tenant) => `${tenant} 已锁定，OCP 不会让锁定的租户成为主租户。请先在 OCP 中解锁。`,
  primary_locked: (tenant) => `主租户 ${tenant} 已锁定，OCP 不会对锁定的租户做日常切换。请先在 OCP 中解锁。`,
  lost_locked: (tenant) => `原主租户 ${tenant} 已锁定。请在容灾切换之后再锁定：它可连接且锁定时，OCP 会拒绝容灾切换。`,
  namesake: (tenant, other) =>
    `请先核实：${other} 是该组之外的同名主租户。如果有人已在 OCP 控制台中切换了该业务，对 ${tenant} 做容灾切换会造成双主。`,
  unseen: (tenant) => `OCP 没有列出 ${tenant} 的主租户，因此看不到其他备租户。请核实其中没有已成为主租户的。`,
  unread: (tenant) => `尚未读取 ${tenant} 的主备关系组。`,
  held: (tenants, request) => `另一个申请正在切换同一主备关系组的租户：${tenants}（申请 ${request}）。请等待其结果。`,
};
