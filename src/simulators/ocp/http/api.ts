import { alarmRoutes } from '../routes/alarm-routes.ts';
import { type EnvelopeFacts, type JsonObject, refusalEnvelope, successEnvelope } from './envelope.ts';
import { isForbidden } from '../admin/faults.ts';
import { lookupRoutes } from '../routes/lookup-routes.ts';
import { monitorRoutes } from '../routes/monitor-routes.ts';
import { recoveryRoutes } from '../routes/recovery-routes.ts';
import { type Language, OcpRefusal } from '../world/refusal.ts';
import { type Call, type FoundRoute, type Route, findRoute, idReader } from './route.ts';
import { taskRoutes } from '../routes/task-routes.ts';

/** No authentication is asked here. */
export const INFO_PATH = '/api/v2/info';
export const TIME_PATH = '/api/v2/time';

/** What `INFO_PATH` answers: the only JSON without the envelope (as OBD, a public client, reads it). */
export const OCP_INFO: JsonObject = {
  buildTime: '2025-06-10T11:20:31+08:00',
  buildVersion: '4.3.5-20250610',
  gitBranch: 'release',
  gitCommitId: '0000000',
};

const ROUTES: readonly Route[] = [...recoveryRoutes, ...taskRoutes, ...lookupRoutes, ...monitorRoutes, ...alarmRoutes];

export function apiRoute(method: string, path: string): FoundRoute | null {
  return findRoute(ROUTES, method, path);
}

export interface ApiReply {
  readonly status: number;
  readonly body: JsonObject;
}

/** Runs one authenticated call. `found` null = no such URL, which OCP answers with 400. */
export function answer(
  call: Call,
  found: FoundRoute | null,
  facts: EnvelopeFacts,
  where: { method: string; url: string },
): ApiReply {
  try {
    if (found === null) throw new OcpRefusal('unknownUrl', where.method, where.url);
    const { permission } = found.route;
    if (permission !== null && isForbidden(call.model.faults, permission)) throw new OcpRefusal('denied', permission);
    return { status: 200, body: successEnvelope(facts, found.route.handle(call, idReader(found.ids))) };
  } catch (error) {
    return refused(error, call, facts);
  }
}

/** Turns a refusal into its reply; anything else is a bug of ours and thrown on. */
export function refused(
  error: unknown,
  { language, model }: { language: Language; model: Call['model'] },
  facts: EnvelopeFacts,
): ApiReply {
  if (!(error instanceof OcpRefusal)) throw error;
  return refusalEnvelope(facts, error, language, model.settings().errorCodeForm);
}
