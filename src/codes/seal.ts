/** Secrets at rest: encrypted and bound to their account, under a key that is not in the store. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** AES-256. */
export const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const VERSION = 'v1';

/** Text that only this key opens again, and only for this account: rows cannot be exchanged. */
export function seal(key: Buffer, account: string, secret: string): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(boundTo(account));
  const sealed = Buffer.concat([iv, cipher.update(secret, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return `${VERSION}.${sealed.toString('base64url')}`;
}

/** Null when it was sealed with another key, for another account, or is not what `seal` gave. */
export function unseal(key: Buffer, account: string, text: string): string | null {
  const [version, body = '', ...more] = text.split('.');
  const sealed = Buffer.from(body, 'base64url');
  if (version !== VERSION || more.length > 0 || sealed.length <= IV_BYTES + TAG_BYTES) return null;
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, IV_BYTES)).setAAD(boundTo(account));
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  try {
    const opened = Buffer.concat([decipher.update(sealed.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()]);
    return opened.toString('utf8');
  } catch {
    // Not authentic: the one way in which this fails.
    return null;
  }
}

function boundTo(account: string): Buffer {
  return Buffer.from(`twokey authenticator of ${account}`, 'utf8');
}
