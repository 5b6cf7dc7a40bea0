import type { Words } from '../en/en.ts';

/** 多集群模式下由其他 OCP 管理的租户：此处知道什么、不知道什么。 */
export const elsewhere: Words['elsewhere'] = {
  ocp: (name, id) => `ID 为 ${id} 的 OCP ${name}`,
  ocpUnnamed: (id) => `ID 为 ${id} 的 OCP`,
  mark: (ocp) => `由 ${ocp} 管理`,
  standby: (tenant, ocp) =>
    `*未读取：* ${tenant} 由 ${ocp} 管理。其角色和状态只是本 OCP 的记录；其任务在此不得而知。审批前请在那里查看。`,
  primary: (tenant, ocp) =>
    `*未读取：* ${tenant} 由 ${ocp} 管理。其角色和状态只是本 OCP 的记录。请在那里确认它是否确实已失效。`,
  note: (tenant, ocp) => `${tenant} 由 ${ocp} 管理，未在那里读取`,
  proving: '*OCP 已完成任务。* 正在回读原主租户的角色；OCP 大约每分钟刷新一次。',
  proven: (became, old, ocp) => `*此处已核实：* ${old} 是备租户。 *未核实：* ${became} 由 ${ocp} 管理，未在那里读取。`,
  role: (tenant, role, ocp) => `${tenant} 的角色 ${role}（仅为记录，它由 ${ocp} 管理）`,
  roleUntold: (tenant, ocp) => `没有 ${tenant} 的信息（它由 ${ocp} 管理）`,
  succeeded: (became, old, ocp) =>
    `*${old} 现在是备租户：* 其角色已从 OCP 回读确认。 *未核实：* ${became} 由 ${ocp} 管理，未在那里读取。`,
  succeededMany: (count, names) =>
    `*OCP 对全部 ${count} 对租户的任务均已成功，* 本 OCP 能显示的角色已回读。 *未核实* ，因为由其他 OCP 管理：${names}。`,
  todo: {
    verify: (tenant, ocp) => `在 ${ocp} 中查看 ${tenant}：它在那里必须是主租户。此处没有读取。`,
    switchBack: (ocp) => `如需切回，须在现在管理主租户的 ${ocp} 申请日常切换。`,
  },
};
