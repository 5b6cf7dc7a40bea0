import type { Words } from '../en/en.ts';

/** OCP 记录中的角色：凡未能核实成功之处。 */
export const roles: Words['roles'] = {
  reading: '*角色：* 正在读取。',
  recent: (roles, at) =>
    `*OCP 的记录，可能是 1 分钟前的* （读取于 ${at}）：${roles}。正在再次读取：在此之前请勿依据未变化的角色操作。`,
  settled: (roles, at) => `*OCP 的记录* （读取于 ${at}）：${roles}。`,
  of: (tenant, role) => `${tenant} 为 ${role}`,
  notShown: (tenant) => `${tenant} 未显示`,
  noPrimary: '*没有主租户：写入中断。*',
  notAsBefore: (became) => `*OCP 称其任务已回滚，但 ${became} 是主租户。* 请在 OCP 中查看两个租户。`,
};
