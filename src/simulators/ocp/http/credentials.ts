import { timingSafeEqual } from 'node:crypto';
import { OcpRefusal } from '../world/refusal.ts';
import { type AccessKey, type SignedParts, isSignedBy } from './signature.ts';

export interface OcpCredentials extends AccessKey {
  readonly username: string;
  readonly password: string;
}

/** Checks Basic or the access-key signature; throws OcpRefusal (401). `now` in ms. */
export function authenticate(
  credentials: OcpCredentials,
  authorization: string | undefined,
  parts: SignedParts,
  now: number,
): void {
  if (authorization?.startsWith('Basic ')) {
    const given = Buffer.from(authorization.slice('Basic '.length), 'base64');
    if (!same(given, Buffer.from(`${credentials.username}:${credentials.password}`))) {
      throw new OcpRefusal('badCredentials');
    }
    return;
  }
  if (authorization === undefined || !isSignedBy(credentials, authorization, parts, now)) {
    throw new OcpRefusal('notLoggedOn');
  }
}

function same(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
