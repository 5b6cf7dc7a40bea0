import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

const loopback: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];
const everywhere: readonly string[] = ['0.0.0.0', '::'];

/**
 * Whether the request uses one of our own addresses. A foreign page can make its host name point to this machine (DNS
 * rebinding). For the browser it is then of the same origin as us, but the `Host` header still has that name. `told` is
 * the address that the server listens on.
 */
export function isOwnHost({ headers, socket }: IncomingMessage, told: string): boolean {
  const { name = '', port = '80' } =
    /^(?<name>\[[^\]]*\]|[^:]*)(?::(?<port>\d+))?$/.exec(headers.host ?? '')?.groups ?? {};
  const host = name.toLowerCase();
  // A server on every address is reached through a mapped port or another address of this machine. A name can be
  // rebound, an address cannot.
  if (everywhere.includes(told)) return loopback.includes(host) || isIP(host.replace(/^\[(.*)\]$/, '$1')) !== 0;
  const ours = [...loopback, told.includes(':') ? `[${told.toLowerCase()}]` : told.toLowerCase()];
  return ours.includes(host) && Number(port) === socket.localPort;
}
