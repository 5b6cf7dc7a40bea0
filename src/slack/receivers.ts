import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { HTTPReceiver, type Logger, SocketModeReceiver } from '@slack/bolt';
import type { Clock } from '../clock.ts';

/** Bolt refuses what is more than five minutes old and takes what is dated a day ahead: this closes the other side. */
const AHEAD_MS = 60_000;

/** Signed payloads are some kilobytes; a 3,000-character reason in a form of 100 blocks stays far below this. */
const BODY_LIMIT = 1_000_000;

export function httpReceiver(signingSecret: string, logger: Logger): HTTPReceiver {
  return new HTTPReceiver({ signingSecret, endpoints: ['/slack/events'], logger, bodyLimit: BODY_LIMIT });
}

/** Its options are its own object: Bolt changes the retry setting of the one it is given. */
export function socketReceiver(appToken: string, apiUrl: string, logger: Logger): SocketModeReceiver {
  const installerOptions = { clientOptions: { slackApiUrl: apiUrl, retryConfig: { retries: 0 }, timeout: 10_000 } };
  return new SocketModeReceiver({ appToken, logger, installerOptions });
}

/** Passes Slack's requests on, unless they are dated in the future: such a signature could be kept and used later. */
export function guarded(receiver: HTTPReceiver, clock: Clock): RequestListener {
  return (request: IncomingMessage, response: ServerResponse) => {
    const sentAt = Number(request.headers['x-slack-request-timestamp']) * 1_000;
    if (Number.isFinite(sentAt) && sentAt > clock.now() + AHEAD_MS) {
      response.writeHead(401).end();
      return;
    }
    receiver.requestListener(request, response);
  };
}
