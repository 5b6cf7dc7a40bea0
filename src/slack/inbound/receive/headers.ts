/** The headers of one of Slack's requests, as far as they can be judged before anything of its body is read. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** Slack's payloads are some kilobytes; a form of 100 blocks whose text is Chinese comes close to this, each character being nine bytes. */
export const BODY_LIMIT = 1_000_000;

/** Slack signs at the moment it sends. What is older, or dated ahead, was kept by somebody, or will be used later. */
const OLDEST_MS = 300_000;
const AHEAD_MS = 60_000;

export const FORM = 'application/x-www-form-urlencoded';
export const JSON_TYPE = 'application/json';

/** What a request says of itself. The signature has its form; whether it is right only the body shows. */
export interface SlackHeaders {
  readonly signature: string;
  /** Seconds since the epoch, as they were signed. */
  readonly timestamp: string;
  readonly contentType: typeof FORM | typeof JSON_TYPE;
}

export type HeaderFault = 'not_signed' | 'too_old_or_ahead' | 'not_a_payload' | 'no_length' | 'too_large';

export function readHeaders(headers: IncomingHttpHeaders, now: number): SlackHeaders | HeaderFault {
  const signature = textOf(headers['x-slack-signature']);
  const timestamp = textOf(headers['x-slack-request-timestamp']);
  if (!/^v0=[0-9a-f]{64}$/.test(signature) || !/^\d{1,12}$/.test(timestamp)) return 'not_signed';
  const ago = now - Number(timestamp) * 1_000;
  if (ago > OLDEST_MS || ago < -AHEAD_MS) return 'too_old_or_ahead';
  const contentType = textOf(headers['content-type']).split(';', 1)[0]?.trim().toLowerCase();
  if (contentType !== FORM && contentType !== JSON_TYPE) return 'not_a_payload';
  // Slack says how long its bodies are. One in chunks may come byte by byte, and each chunk costs as much as a click.
  if (headers['content-length'] === undefined) return 'no_length';
  // Node's parser lets nothing through here that is not a number.
  if (Number(headers['content-length']) > BODY_LIMIT) return 'too_large';
  return { signature, timestamp, contentType };
}

/** Over the bytes as they came: what they mean is nobody's business before this is true. */
export function isSigned(secret: string, { signature, timestamp }: SlackHeaders, body: readonly Buffer[]): boolean {
  const hmac = createHmac('sha256', secret).update(`v0:${timestamp}:`);
  for (const part of body) hmac.update(part);
  return timingSafeEqual(hmac.digest(), Buffer.from(signature.slice('v0='.length), 'hex'));
}

/** Empty for a header that is missing. Node joins one that comes twice with a comma, which no form allows. */
function textOf(header: string | readonly string[] | undefined): string {
  return typeof header === 'string' ? header : '';
}
