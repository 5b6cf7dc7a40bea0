import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import {
  type App,
  HTTPModuleFunctions,
  HTTPResponseAck,
  isRawBodyError,
  isValidSlackRequest,
  type Logger,
  type Receiver,
} from '@slack/bolt';
import type { Clock } from '../../clock.ts';
import { type Body, bodyOf } from './body.ts';

/** Slack's payloads are some kilobytes; a 3,000-character reason in a form of 100 blocks stays far below this. */
const BODY_LIMIT = 1_000_000;

/** Slack signs at the moment it sends. What is older, or dated ahead, was kept by somebody, or will be used later. */
const OLDEST_MS = 300_000;
const AHEAD_MS = 60_000;

/** Slack gives up after three seconds, the way there and back included; whatever holds the answer up, the person gets one. */
const ANSWER_MS = 2_500;

export type Unread = 'too_large' | 'cut_off' | 'not_signed' | 'too_old_or_ahead' | 'wrong_signature' | 'not_a_payload';

const status: Readonly<Record<Unread, number>> = {
  too_large: 413,
  cut_off: 400,
  not_signed: 401,
  too_old_or_ahead: 401,
  wrong_signature: 401,
  not_a_payload: 400,
};

export interface HttpReceiver extends Receiver {
  readonly listener: RequestListener;
}

export interface HttpReceiverOptions {
  readonly signingSecret: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** A request was refused before anything looked at it. */
  readonly refused: (why: Unread) => void;
}

type Read =
  | { readonly kind: 'unread'; readonly why: Unread }
  /** Slack, or anybody, checks that the address answers. */
  | { readonly kind: 'ssl_check' }
  | { readonly kind: 'delivery'; readonly body: Body; readonly signature: string };

/**
 * Slack's requests into Bolt, out of Bolt's own parts. Bolt's whole receiver takes what is dated a day ahead, ends the
 * process on a signed `null`, and lets a payload that nobody listens to wait for three seconds.
 */
export function httpReceiver({ signingSecret, clock, logger, refused }: HttpReceiverOptions): HttpReceiver {
  let app: App | null = null;

  async function read(request: IncomingMessage): Promise<Read> {
    let text: string;
    try {
      text = (await HTTPModuleFunctions.bufferIncomingMessage(request, BODY_LIMIT)).rawBody.toString();
    } catch (error) {
      const tooLarge = isRawBodyError(error) && error.type === 'entity.too.large';
      // Left unread, the rest would stand before the next request on this connection, which may be somebody else's.
      request.resume();
      return { kind: 'unread', why: tooLarge ? 'too_large' : 'cut_off' };
    }
    const contentType = (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
    // Not signed in every case, and nothing else of it is looked at.
    if (/(?:^|&)ssl_check=1(?:&|$)/.test(text) && contentType !== 'application/json') return { kind: 'ssl_check' };
    const unsigned = unsignedBecause(request, text);
    if (unsigned !== null) return { kind: 'unread', why: unsigned };
    const body = bodyOf(contentType, text);
    if (body === null) return { kind: 'unread', why: 'not_a_payload' };
    return { kind: 'delivery', body, signature: signatureOf(request) };
  }

  /** Both sides of the time window, then the signature. */
  function unsignedBecause(request: IncomingMessage, body: string): Unread | null {
    const seconds = Number(request.headers['x-slack-request-timestamp'] || Number.NaN);
    const signature = signatureOf(request);
    if (!Number.isInteger(seconds) || signature === '') return 'not_signed';
    const ago = clock.now() - seconds * 1_000;
    if (ago > OLDEST_MS || ago < -AHEAD_MS) return 'too_old_or_ahead';
    const headers = { 'x-slack-signature': signature, 'x-slack-request-timestamp': seconds };
    const signed = isValidSlackRequest({ signingSecret, body, headers, nowMilliseconds: clock.now() });
    return signed ? null : 'wrong_signature';
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const delivery = await read(request);
    if (delivery.kind === 'ssl_check') return end(response, 200);
    if (delivery.kind === 'unread') {
      refused(delivery.why);
      return end(response, status[delivery.why]);
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

function signatureOf(request: IncomingMessage): string {
  const signature = request.headers['x-slack-signature'];
  return typeof signature === 'string' ? signature : '';
}

function end(response: ServerResponse, code: number): void {
  if (!response.headersSent) response.writeHead(code).end();
}
