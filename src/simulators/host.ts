import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

const loopback: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];
const everywhere: readonly string[] = ['0.0.0.0', '::'];

/**
 * Whether the address bar shows one of our own addresses. A foreign page whose name was made to lead to this machine (DNS rebinding)
 * is of one origin with us for the browser, but the `Host` header still bears that name. `told` is what the server was told to listen on.
 */
export function isOwnHost({ headers, socket }: IncomingMessage, told: string): boolean {
  const { name = '', port = '80' } =
    /^(?<name>\[[^\]]*\]|[^:]*)(?::(?<port>\d+))?$/.exec(headers.host ?? '')?.groups ?? {};
  const host = name.toLowerCase();
  // Who opens it to every address has it behind a mapped port or another machine's address; a name can be rebound, an address cannot.
  if (everywhere.includes(told)) return loopback.includes(host) || isIP(host.replace(/^\[(.*)\]$/, '$1')) !== 0;
  const ours = [...loopback, told.includes(':') ? `[${told.toLowerCase()}]` : told.toLowerCase()];
  return ours.includes(host) && Number(port) === socket.localPort;
}
