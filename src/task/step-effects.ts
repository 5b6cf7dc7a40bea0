/**
 * What a step does to the roles, by its name. The English names are those of OCP's documented replies for failover and
 * switchover; OCP is documented to translate no step's name, and the Chinese ones are the same words in the console's terms,
 * for an OCP that does. A name that is not here says nothing: the graphs differ from version to version.
 */
import type { Subtask } from './task.ts';

/** `demotes`: the old primary. `promotes`: the new one. */
export type Deed = 'prepares' | 'demotes' | 'promotes' | 'log_source' | 'data_version' | 'service_name' | 'records';

const known: readonly (readonly [Deed, readonly string[]])[] = [
  ['prepares', ['prepare switchover tenant', '准备切换租户']],
  ['prepares', ['create standby tenant read only user', '创建备租户只读用户']],
  ['prepares', ['wait all relation tenants accessible', '等待所有关联租户可访问']],
  ['demotes', ['switch primary tenant to standby', '主租户切换为备租户', '将主租户切换为备租户']],
  ['promotes', ['switchover standby tenant to primary', '备租户切换为主租户', '将备租户切换为主租户']],
  ['promotes', ['failover to primary tenant', '容灾切换为主租户']],
  ['log_source', ['reset log restore source', '重置日志恢复源']],
  ['log_source', ['update log restore source', '更新日志恢复源']],
  ['data_version', ['upgrade tenant data version', '升级租户数据版本']],
  ['service_name', ['create tenant service name', '创建租户服务名']],
  ['service_name', ['restart tenant service name if started', '重启已启动的租户服务名']],
  ['records', ['update primary tenant info task', '更新主租户信息']],
  ['records', ['update tenant role in meta', '更新元数据中的租户角色']],
  ['records', ['reset switchover tenant info', '重置切换租户信息']],
];

const deeds: ReadonlyMap<string, Deed> = new Map(
  known.flatMap(([deed, names]) => names.map((name) => [name, deed] as const)),
);

/** Null for a step whose name is not known. */
export function deedOf({ name }: Pick<Subtask, 'name'>): Deed | null {
  return deeds.get(name.trim().replace(/\s+/g, ' ').toLowerCase()) ?? null;
}
