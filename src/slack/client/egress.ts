/** The way out to Slack: straight, or through the proxy of the network. OCP has a transport of its own and never goes this way. */
import {
  buildConnector,
  DecoratorHandler,
  type Dispatcher,
  EnvHttpProxyAgent,
  fetch as fetchThrough,
  Pool,
} from 'undici';
import { errorCode, fetchOf } from '../../lib/trust-boundaries.ts';

export interface SlackProxy {
  /** `http://proxy.example.com:3128`, perhaps with user and password. */
  readonly url: string;
  /** Names that are reached straight, as NO_PROXY has them. */
  readonly noProxy: string;
}

export interface Egress {
  readonly fetch: typeof fetch;
  /** For one connection of Socket Mode, whose library drops why it could not be opened: `failed` hears it. Undefined: straight. */
  dispatcher(failed: (error: Error) => void): Dispatcher | undefined;
  /** Lets go of the connections to the proxy. */
  close(): Promise<void>;
}

export const straight: Egress = {
  fetch: (input, init) => fetch(input, init),
  dispatcher: () => undefined,
  close: () => Promise.resolve(),
};

/** Less than the time that a call to Slack has, so that the proxy is named and not the call that came too late. */
const CONNECT_MS = 8_000;

/** Node's own fetch takes no dispatcher of another version of undici, so the fetch beside the dispatcher is used. */
export function egressThrough(proxy: SlackProxy | null): Egress {
  if (proxy === null) return straight;
  const { url, noProxy } = proxy;
  const dispatcher = new EnvHttpProxyAgent({ httpProxy: url, httpsProxy: url, noProxy, clientFactory: linkTo });
  return {
    fetch: fetchOf(fetchThrough, dispatcher),
    dispatcher: (failed) =>
      dispatcher.compose((dispatch) => (options, handler) => dispatch(options, overheard(handler, failed))),
    close: () => dispatcher.destroy(),
  };
}

/** undici's own handler around one of any of its shapes; the type leaves out that it has every method. */
function overheard(handler: Dispatcher.DispatchHandler, failed: (error: Error) => void): Dispatcher.DispatchHandler {
  const around: Dispatcher.DispatchHandler = new DecoratorHandler(handler);
  const passOn = around.onResponseError?.bind(around);
  around.onResponseError = (controller, error) => {
    failed(error);
    passOn?.(controller, error);
  };
  return around;
}

/** Connections to the proxy: that one of these fails says nothing of Slack, so its code says whose it is. */
function linkTo(origin: URL): Pool {
  const connect = buildConnector({ timeout: CONNECT_MS });
  return new Pool(origin, {
    connect: (options, callback) =>
      connect(options, (...[error, socket]) => {
        if (error === null) callback(null, socket);
        else
          callback(Object.assign(new Error('no connection to the proxy'), { code: `proxy_${errorCode(error)}` }), null);
      }),
  });
}
