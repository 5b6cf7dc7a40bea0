import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** The request as it arrived: nothing re-encoded but the query, whose rule the signature sets. */
export interface SignedParts {
  readonly method: string;
  readonly body: Uint8Array;
  /** Header values exactly as received; '' when absent. */
  readonly contentType: string;
  readonly date: string;
  readonly host: string;
  /** `x-ocp-*` headers in the order received. */
  readonly ocpHeaders: readonly (readonly [name: string, value: string])[];
  readonly path: string;
  /** Decoded query parameters in the order received. */
  readonly query: readonly (readonly [key: string, value: string])[];
}

/**
 * Where OCP's page and its own Java sample part, a request is accepted that is signed as either has it: the page drops empty
 * values and shows header names in lower case, the sample signs `name=` and the header's name as it is sent.
 */
interface Reading {
  readonly emptyValues: 'dropped' | 'kept';
  readonly headerNames: 'lower case' | 'as sent';
}

const READINGS: readonly Reading[] = (['dropped', 'kept'] as const).flatMap((emptyValues) =>
  (['lower case', 'as sent'] as const).map((headerNames) => ({ emptyValues, headerNames })),
);

/** OCP page "AK/SK signature": seven lines, an empty part still a line. */
export function stringToSign(
  parts: SignedParts,
  reading: Reading = { emptyValues: 'dropped', headerNames: 'lower case' },
): string {
  const digest = parts.body.length === 0 ? '' : createHash('md5').update(parts.body).digest('hex').toUpperCase();
  const isLower = reading.headerNames === 'lower case';
  const headers = grouped(parts.ocpHeaders.map(([name, value]) => [isLower ? name.toLowerCase() : name, value]));
  const query = grouped(parts.query.filter(([, value]) => value !== '' || reading.emptyValues === 'kept'));
  const search = query.map(([key, values]) => `${encode(key)}=${encode(values.toSorted().join(','))}`).join('&');
  return [
    parts.method.toUpperCase(),
    digest,
    parts.contentType,
    parts.date,
    parts.host,
    headers.map(([name, values]) => `${name}:${values.join(',')}`).join('\n'),
    search === '' ? parts.path : `${parts.path}?${search}`,
  ].join('\n');
}

export function signatureOf(secret: string, message: string): string {
  return createHmac('sha1', Buffer.from(secret, 'utf8')).update(message, 'utf8').digest('base64');
}

export interface AccessKey {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
}

const SCHEME = /^OCP-ACCESS-KEY-HMACSHA1 ([^\s:]+):([A-Za-z0-9+/]+=*)$/;
const MAX_SKEW_MS = 15 * 60 * 1000;

/** Whether `Authorization` signs these parts with this key, at a Date less than 15 minutes away from `now` (ms). */
export function isSignedBy(key: AccessKey, authorization: string, parts: SignedParts, now: number): boolean {
  const found = SCHEME.exec(authorization);
  if (found?.[1] !== key.accessKeyId || found[2] === undefined) return false;
  const date = Date.parse(parts.date);
  if (Number.isNaN(date) || Math.abs(now - date) >= MAX_SKEW_MS) return false;
  const given = Buffer.from(found[2]);
  return READINGS.some((reading) => {
    const expected = Buffer.from(signatureOf(key.accessKeySecret, stringToSign(parts, reading)));
    return expected.length === given.length && timingSafeEqual(expected, given);
  });
}

/** RFC 3986: unreserved characters stay, everything else is %XX in upper case. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** Values by key, keys sorted, values in the order received. */
function grouped(pairs: readonly (readonly [string, string])[]): [string, string[]][] {
  const groups = new Map<string, string[]>();
  for (const [key, value] of pairs) groups.set(key, [...(groups.get(key) ?? []), value]);
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
}
