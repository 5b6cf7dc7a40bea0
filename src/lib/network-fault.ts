/** What the code of a failed connection says of the network. Pure. */

/**
 * `name`: the server's name does not resolve. `way`: nobody answers there. `certificate`: whoever answers is not trusted.
 * `page`: something answers that is not the server, most often a proxy. `proxy`: the egress proxy is not there, or does not let through.
 */
export type NetworkFault = 'proxy' | 'name' | 'way' | 'certificate' | 'page';

const faults: Readonly<Record<NetworkFault, RegExp>> = {
  proxy: /^proxy_/,
  name: /^(ENOTFOUND|EAI_[A-Z]+)$/,
  way: /^(ECONNREFUSED|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EPIPE|UND_ERR_(CONNECT_TIMEOUT|SOCKET)|TimeoutError|AbortError)$/,
  certificate: /CERT|^ERR_TLS|^ERR_SSL|UNABLE_TO_VERIFY|EPROTO/,
  page: /^(not_json|http_\d{3})$/,
};
const kinds = ['proxy', 'name', 'way', 'certificate', 'page'] as const satisfies readonly NetworkFault[];

/** Null for a code that says nothing of the network, such as one of the server's own. */
export function networkFault(code: string): NetworkFault | null {
  return kinds.find((kind) => faults[kind].test(code)) ?? null;
}

/**
 * The code of what lies at the bottom: `fetch failed` says nothing, and what caused it does. What a proxy answered to CONNECT stands
 * in undici's words alone. Null when there is none.
 */
export function rootCode(error: unknown): string | null {
  let code: string | null = null;
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 8; depth += 1) {
    const status = /^Proxy response \((\d{3})\)/.exec(at.message)?.[1];
    if (status !== undefined) return `proxy_http_${status}`;
    if ('code' in at && typeof at.code === 'string' && !at.code.startsWith('slack_')) code = at.code;
    else if (at.name === 'TimeoutError' || at.name === 'AbortError') code ??= at.name;
    at = at instanceof AggregateError ? (at.errors[0] ?? at.cause) : at.cause;
  }
  return code;
}
