import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { type App, HTTPModuleFunctions, HTTPResponseAck, type Logger, type Receiver } from '@slack/bolt';
import type { Clock } from '../../../lib/clock.ts';
import { type Body, bodyOf } from './body.ts';
import { FORM, type HeaderFault, isSigned, readHeaders } from './headers.ts';
import { createUnsignedBodies, type Unfinished, type UnsignedLimits } from './unsigned.ts';

/** Slack gives up after three seconds, the way there and back included; whatever holds the answer up, the person gets one. */
const ANSWER_MS = 2_500;

/** Who is still sending when it is refused reads the answer within this time. Closed at once, the connection would take it along. */
const LINGER_MS = 1_000;

/** Who sends more than this without listening is not read any further. */
const THROWN_AWAY_BYTES = 16_384;

export type UnreadBody = HeaderFault | Unfinished | 'wrong_signature';

const status: Readonly<Record<UnreadBody, number>> = {
  too_large: 413,
  cut_off: 400,
  too_slow: 408,
  crowded_out: 503,
  not_signed: 401,
  too_old_or_ahead: 401,
  wrong_signature: 401,
  not_a_payload: 400,
  no_length: 411,
};

export interface HttpReceiver extends Receiver {
  readonly listener: RequestListener;
}

export interface HttpReceiverOptions {
  readonly signingSecret: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** A request was refused before anything looked at it. */
  readonly refused: (why: UnreadBody) => void;
  readonly limits?: UnsignedLimits;
}

type Read =
  | { readonly kind: 'unread'; readonly why: UnreadBody }
  /** Slack, or anybody, checks that the address answers. */
  | { readonly kind: 'ssl_check' }
  | { readonly kind: 'delivery'; readonly body: Body; readonly signature: string };

/**
 * Slack's requests into Bolt, out of Bolt's own parts. Bolt's whole receiver takes what is dated a day ahead, ends the
 * process on a signed `null`, reads any number of bodies before it looks at their headers, and lets a payload that nobody
 * listens to wait for three seconds.
 */
export function httpReceiver(options: HttpReceiverOptions): HttpReceiver {
  const { signingSecret, clock, logger, refused } = options;
  const bodies = createUnsignedBodies(clock, options.limits);
  let app: App | null = null;

  async function read(request: IncomingMessage): Promise<Read> {
    const headers = readHeaders(request.headers, clock.now());
    if (typeof headers === 'string') return { kind: 'unread', why: headers };
    const read = await bodies.read(request, (parts): Read => {
      if (isSigned(signingSecret, headers, parts)) {
        const body = bodyOf(headers.contentType, Buffer.concat(parts).toString());
        if (body === null) return { kind: 'unread', why: 'not_a_payload' };
        return { kind: 'delivery', body, signature: headers.signature };
      }
      // Not signed in every case, and nothing else of it is looked at. Slack's own is shorter than one part.
      const isCheck =
        headers.contentType === FORM && /(?:^|&)ssl_check=1(?:&|$)/.test(parts[0]?.toString('latin1') ?? '');
      return isCheck ? { kind: 'ssl_check' } : { kind: 'unread', why: 'wrong_signature' };
    });
    return typeof read === 'string' ? { kind: 'unread', why: read } : read;
  }

  /** Answers at once, and takes the connection down: what is still on its way is not looked at, and nothing comes behind it. */
  function turnAway(request: IncomingMessage, response: ServerResponse, why: UnreadBody): void {
    if (response.destroyed) return;
    response.writeHead(status[why], { connection: 'close', 'content-length': 0 }).flushHeaders();
    const over = new AbortController();
    const close = () => {
      over.abort('over');
      response.end();
    };
    if (request.complete) return close();
    void clock.sleep(LINGER_MS, over.signal).then(() => response.destroy());
    if (why === 'no_length') {
      // Taking chunks apart is what costs: not one more is read, although the answer may be lost with the connection.
      over.abort('over');
      response.end();
      request.socket.destroySoon();
      return;
    }
    let thrownAway = 0;
    request.on('data', ({ length }: Buffer) => {
      thrownAway += length;
      if (thrownAway > THROWN_AWAY_BYTES) request.pause();
    });
    request.once('end', close).once('close', close).resume();
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const delivery = await read(request);
    if (delivery.kind === 'ssl_check') return end(response, 200);
    if (delivery.kind === 'unread') {
      refused(delivery.why);
      return turnAway(request, response, delivery.why);
    }
    const { body, signature } = delivery;
    if (body['type'] === 'url_verification') return HTTPModuleFunctions.buildUrlVerificationResponse(response, body);
    const ack = new HTTPResponseAck({
      logger,
      processBeforeResponse: false,
      unhandledRequestTimeoutMillis: ANSWER_MS,
      unhandledRequestHandler: () => {
        logger.error('A request had no answer in time.');
        end(response, 503);
      },
      httpRequest: request,
      httpResponse: response,
    });
    try {
      await app?.processEvent({ body, ack: ack.bind(), customProperties: { delivery: `signature:${signature}` } });
    } catch {
      // Told in the log already, by the app's own error handler. The person must see that it did not work.
      ack.ack();
      end(response, 500);
    }
  }

  return {
    init(bolt) {
      app = bolt;
    },
    // The server is not Bolt's.
    start: () => Promise.resolve(),
    stop: () => Promise.resolve(),
    listener(request, response) {
      answer(request, response).catch((error: unknown) => {
        logger.error('A request could not be answered:', error);
        end(response, 500);
      });
    },
  };
}

function end(response: ServerResponse, code: number): void {
  if (!response.headersSent) response.writeHead(code).end();
}
