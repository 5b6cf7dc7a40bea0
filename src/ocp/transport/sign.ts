/** OCP's AccessKey signature (OCP documentation: "AK/SK signature"), and the query string exactly as it is signed. */
import { createHash, createHmac } from 'node:crypto';

type QueryValue = string | number | boolean;

/** Several values of one name are sorted and joined with a comma, as OCP's multi-valued filters want them. */
export type Query = Readonly<Record<string, QueryValue | readonly QueryValue[] | undefined>>;

export interface SignedParts {
  /** Upper case. */
  readonly method: string;
  /** The exact bytes that are sent; null or empty without a body. */
  readonly body: Uint8Array | null;
  /** These three exactly as the headers are sent. */
  readonly contentType: string;
  readonly date: string;
  readonly host: string;
  /** `x-ocp-*` headers, one value each: OCP's documents contradict themselves about several values of one. */
  readonly ocpHeaders?: Readonly<Record<string, string>>;
  /** Path and, after `?`, the result of `queryString`. */
  readonly target: string;
}

/** RFC 3986: everything but letters, digits and `-._~` becomes %XX in upper case. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** Sorted by name, empty values dropped; '' when nothing is left. */
export function queryString(query: Query): string {
  const pairs: string[] = [];
  for (const name of Object.keys(query).sort()) {
    const value = query[name];
    if (value === undefined) continue;
    const values = (typeof value === 'object' ? value.map(String) : [String(value)]).filter((one) => one !== '').sort();
    if (values.length > 0) pairs.push(`${encode(name)}=${encode(values.join(','))}`);
  }
  return pairs.join('&');
}

export function stringToSign(parts: SignedParts): string {
  const digest =
    parts.body === null || parts.body.length === 0
      ? ''
      : createHash('md5').update(parts.body).digest('hex').toUpperCase();
  const headers = Object.entries(parts.ocpHeaders ?? {})
    .map(([name, value]) => `${name.toLowerCase()}:${value}`)
    .sort()
    .join('\n');
  return [parts.method, digest, parts.contentType, parts.date, parts.host, headers, parts.target].join('\n');
}

/** Base64 of the HMAC-SHA1, both arguments as UTF-8. */
export function sign(secret: string, text: string): string {
  return createHmac('sha1', secret).update(text, 'utf8').digest('base64');
}

/** The Authorization header; only HMACSHA1 exists, and exactly one space stands after it. */
export function accessKeyAuthorization(keyId: string, signature: string): string {
  return `OCP-ACCESS-KEY-HMACSHA1 ${keyId}:${signature}`;
}
