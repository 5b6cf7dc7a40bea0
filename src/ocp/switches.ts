/** The calls that move a primary. Each is sent once; nothing here repeats it. */
import type { BeforeSend, OcpAll, Started, StartedMany, SwitchoverItem } from '../operation/ocp.ts';
import { isServiceName } from '../operation/service-name.ts';
import { decodeTask, decodeTaskList } from '../task/decode.ts';
import { decoded } from './calls.ts';
import type { OcpTimeouts } from './client.ts';
import { refusal } from './errors.ts';
import type { Http, OcpRequest } from './transport/http.ts';
import { id, tenantDrUrl, tenantsDrUrl } from './urls.ts';

type Switches = Pick<OcpAll, 'failover' | 'failoverMany' | 'switchover' | 'switchoverMany'>;

export function createSwitches(http: Http, timeouts: OcpTimeouts): Switches {
  const post = (path: string, body: object, beforeSend: BeforeSend | undefined): OcpRequest => ({
    method: 'POST',
    path,
    body,
    timeoutMs: timeouts.mutatingMs,
    mutating: true,
    beforeSend,
  });

  async function one(request: OcpRequest): Promise<Started> {
    const reply = await http.request(request);
    return { task: decoded(request, reply, () => decodeTask(reply.data)), traceId: reply.traceId };
  }

  async function many(request: OcpRequest): Promise<StartedMany> {
    const reply = await http.request(request);
    return { tasks: decoded(request, reply, () => decodeTaskList(reply.data)), traceId: reply.traceId };
  }

  return {
    failover: async (clusterId, tenantId, { serviceName }, beforeSend) =>
      one(post(tenantDrUrl(clusterId, tenantId, 'failover'), serviceNameParam(serviceName), beforeSend)),
    failoverMany: async (clusterId, items, beforeSend) => {
      const failoverTenantItemList = atLeastOne(items).map((item) => ({
        tenantId: long(item.tenantId),
        ...serviceNameParam(item.serviceName),
      }));
      return many(post(tenantsDrUrl(clusterId, 'failover'), { failoverTenantItemList }, beforeSend));
    },
    switchover: async (clusterId, item, beforeSend) =>
      one(post(tenantDrUrl(clusterId, item.tenantId, 'switchover'), switchoverParam(item), beforeSend)),
    switchoverMany: async (clusterId, items, beforeSend) => {
      return many(post(tenantsDrUrl(clusterId, 'switchover'), switchoverParams(items), beforeSend));
    },
  };
}

/** OCP drops a misspelt key without a word, so the request bodies are built from these alone. */
export function switchoverParam(item: SwitchoverItem): object {
  return {
    tenantId: long(item.tenantId),
    standbyTenantId: long(item.standbyTenantId),
    ...(item.standbyOcpClusterId === undefined ? {} : { standbyOcpClusterId: long(item.standbyOcpClusterId) }),
  };
}

export function switchoverParams(items: readonly SwitchoverItem[]): object {
  return { tenantParamList: atLeastOne(items).map(switchoverParam) };
}

function serviceNameParam(serviceName: string | null | undefined): { readonly serviceName?: string } {
  if (serviceName == null) return {};
  if (isServiceName(serviceName)) return { serviceName };
  throw refusal({ kind: 'service_name' });
}

/** OCP itself writes a Long as a string where JSON numbers lose digits, and reads it so. */
function long(value: string): number | string {
  const number = Number(id(value));
  return Number.isSafeInteger(number) ? number : value;
}

function atLeastOne<T>(items: readonly T[]): readonly T[] {
  if (items.length === 0) throw refusal({ kind: 'no_tenants' });
  return items;
}
