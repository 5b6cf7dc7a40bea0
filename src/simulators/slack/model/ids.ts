/** Ids in Slack's shape from a counter and a seed: the same run gives the same ids. */
export interface Ids {
  /** For example `next('U')` gives `U0000000A1`. */
  next(prefix: string): string;
  /** A lower-case token of 24 letters and digits, for links and hashes. */
  token(): string;
}

const letters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

export function createIds(seed = 1): Ids {
  let counter = 0;
  let state = seed >>> 0 || 1;
  /** xorshift32: spread, not secrecy. */
  function random(): number {
    state ^= state << 13;
    state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state;
  }
  return {
    next(prefix) {
      counter += 1;
      const number = counter.toString(36).toUpperCase().padStart(6, '0');
      const spread = Array.from({ length: 4 }, () => letters[random() % 36]).join('');
      return `${prefix}0${spread}${number}`;
    },
    token() {
      counter += 1;
      const spread = Array.from({ length: 18 }, () => letters[random() % 36]).join('');
      return `${spread}${counter.toString(36).padStart(6, '0')}`.toLowerCase();
    },
  };
}
