/** The way out to Slack: straight, or through the proxy of the network. OCP has a transport of its own and never goes this way. */
import { type Dispatcher, EnvHttpProxyAgent, fetch as fetchThrough } from 'undici';
import { fetchOf } from '../../lib/trust-boundaries.ts';

export interface SlackProxy {
  /** `http://proxy.example.com:3128`, perhaps with user and password. */
  readonly url: string;
  /** Names that are reached straight, as NO_PROXY has them. */
  readonly noProxy: string;
}

export interface Egress {
  readonly fetch: typeof fetch;
  /** For the connections of Socket Mode; undefined: straight. */
  readonly dispatcher: Dispatcher | undefined;
}

export const straight: Egress = { fetch: (input, init) => fetch(input, init), dispatcher: undefined };

/** Node's own fetch takes no dispatcher of another version of undici, so the fetch beside the dispatcher is used. */
export function egressThrough(proxy: SlackProxy | null): Egress {
  if (proxy === null) return straight;
  const { url, noProxy } = proxy;
  const dispatcher = new EnvHttpProxyAgent({ httpProxy: url, httpsProxy: url, noProxy });
  return { fetch: fetchOf(fetchThrough, dispatcher), dispatcher };
}
