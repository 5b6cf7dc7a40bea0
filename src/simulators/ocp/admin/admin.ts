import * as z from 'zod';
import { type AdminState, adminState } from './admin-state.ts';
import { familyOf, holderBeside } from '../world/families.ts';
import { faultSchema } from './faults.ts';
import type { OcpModel } from '../world/model.ts';
import { OcpRefusal, refusalText } from '../world/refusal.ts';
import { cancelSubtask, retrySubtask, retryTask, rollbackTask, skipSubtask } from '../tasks/remedies.ts';
import { settingsPatchSchema } from '../world/settings.ts';
import { type Tenant, setRegionAlive } from '../world/world.ts';

export interface AdminReply {
  readonly status: number;
  readonly body: unknown;
}

const clearSchema = z.strictObject({
  id: z.number().int().optional(),
  kind: z.enum(['subtask', 'reply', 'partialBatch', 'unreachable', 'forbidden', 'entry']).optional(),
});

const tenantPatchSchema = z
  .strictObject({
    lagMs: z.number().int().min(0),
    alive: z.boolean(),
    locked: z.boolean(),
    role: z.enum(['PRIMARY', 'STANDBY']),
    status: z.enum(['NORMAL', 'FAILOVER', 'SWITCHOVER']),
    syncStatus: z.enum(['VALID', 'DISABLED', 'SYNCHRONIZING', 'UNKNOWN']),
    logTransportMode: z.enum(['NETWORK', 'LOG_BACKUP']),
    serviceName: z.strictObject({ name: z.string(), status: z.enum(['VALID', 'INVALID']) }).nullable(),
    primaryTenantId: z.number().int().nullable(),
  })
  .partial();

const clusterPatchSchema = z
  .strictObject({ status: z.enum(['RUNNING', 'UNAVAILABLE']), obVersion: z.string() })
  .partial();

/**
 * The back door for tests and the sandbox page: no authentication, no faults, not in the journal.
 * `path` without query, starting `/admin/`.
 */
export function adminReply(model: OcpModel, method: string, url: URL, body: string): AdminReply {
  try {
    if (method === 'GET' && url.pathname === '/admin/state') {
      const state: AdminState = adminState(model, url.searchParams.get('journal') ?? 'all');
      return ok(state);
    }
    if (method === 'POST') return post(model, url.pathname, body === '' ? {} : JSON.parse(body));
    return unknown(method, url.pathname);
  } catch (error) {
    return failure(error);
  }
}

function post(model: OcpModel, path: string, body: unknown): AdminReply {
  const [, , area = '', key = '', verb = ''] = path.split('/');
  if (path === '/admin/faults') return ok({ id: model.addFault(faultSchema.parse(body)).id });
  if (path === '/admin/faults/clear') return ok({ cleared: model.clearFaults(clearSchema.parse(body)) });
  if (path === '/admin/settings') {
    model.changeSettings(settingsPatchSchema.parse(body));
    return ok(model.settings());
  }
  if (area === 'regions' && (verb === 'stop' || verb === 'start')) {
    const region = decodeURIComponent(key);
    return setRegionAlive(model.world, region, verb === 'start')
      ? ok({ region, alive: verb === 'start' })
      : unknownKey(key);
  }
  if (area === 'tenants' && verb === '') {
    const tenant = model.world.tenants.get(Number(key));
    return tenant ? ok(changeTenant(model, tenant, tenantPatchSchema.parse(body))) : unknownKey(key);
  }
  if (area === 'clusters' && verb === '') {
    const cluster = model.world.clusters.get(Number(key));
    return cluster ? ok(Object.assign(cluster, clusterPatchSchema.parse(body))) : unknownKey(key);
  }
  if (area === 'tasks') return taskVerb(model, Number(key), verb) ?? unknown('POST', path);
  if (area === 'subtasks') return subtaskVerb(model, Number(key), verb) ?? unknown('POST', path);
  return unknown('POST', path);
}

/** OCP keeps the names of unrelated tenants apart, and so does the back door. */
function changeTenant(model: OcpModel, tenant: Tenant, patch: z.infer<typeof tenantPatchSchema>): Tenant {
  const { serviceName } = patch;
  if (serviceName?.status === 'VALID' && holderBeside(model.world, serviceName.name, familyOf(model.world, tenant))) {
    throw new OcpRefusal('conflict', `service name ${serviceName.name}`);
  }
  return Object.assign(tenant, patch);
}

function taskVerb(model: OcpModel, id: number, verb: string): AdminReply | null {
  const task = model.task(id);
  switch (verb) {
    case 'retry':
      return done(() => retryTask(task, model.settings().retryAfterRollback));
    case 'rollback':
      return done(() => rollbackTask(task));
    case 'abandon':
      return done(() => model.abandonTask(id));
    default:
      return null;
  }
}

function subtaskVerb(model: OcpModel, id: number, verb: string): AdminReply | null {
  const { task, subtask } = model.subtask(id);
  switch (verb) {
    case 'retry':
      return done(() => retrySubtask(task, subtask, model.settings().retryAfterRollback));
    case 'skip':
      return done(() => skipSubtask(task, subtask, model.settings().prohibitSkip));
    case 'cancel':
      return done(() => cancelSubtask(subtask));
    default:
      return null;
  }
}

function done(act: () => void): AdminReply {
  act();
  return ok({ ok: true });
}

function ok(body: unknown): AdminReply {
  return { status: 200, body };
}

function unknown(method: string, path: string): AdminReply {
  return { status: 404, body: { error: { code: 'unknown_admin_call', message: `There is no ${method} ${path}.` } } };
}

function unknownKey(key: string): AdminReply {
  return { status: 404, body: { error: { code: 'not_found', message: `There is no ${key}.` } } };
}

function failure(error: unknown): AdminReply {
  if (error instanceof OcpRefusal) {
    const { http, code, message } = refusalText(error, 'en-US', 'string');
    return { status: http, body: { error: { code, message } } };
  }
  if (error instanceof z.ZodError) {
    return { status: 400, body: { error: { code: 'invalid_body', message: z.prettifyError(error) } } };
  }
  if (error instanceof SyntaxError)
    return { status: 400, body: { error: { code: 'invalid_json', message: error.message } } };
  throw error;
}
