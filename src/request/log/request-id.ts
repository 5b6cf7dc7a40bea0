import { randomBytes } from 'node:crypto';

/** Letters and digits that cannot be mistaken for each other when read aloud (Crockford's base 32). */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A request's id: `R-` and ten characters, 50 random bits. */
export function newRequestId(): string {
  return `R-${Array.from(randomBytes(10), (byte) => ALPHABET[byte % ALPHABET.length]).join('')}`;
}
