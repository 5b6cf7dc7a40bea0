import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { KEY_BYTES, seal, unseal } from '../../src/codes/seal.ts';

const key = randomBytes(KEY_BYTES);

describe('a sealed secret', () => {
  const sealed = seal(key, 'U0MEI', 'JBSWY3DPEHPK3PXP');

  it('opens with its key, for its account', () => {
    expect(unseal(key, 'U0MEI', sealed)).toBe('JBSWY3DPEHPK3PXP');
  });

  it('shows nothing of itself, and looks different every time', () => {
    expect(sealed).not.toContain('JBSWY3DP');
    expect(Buffer.from(sealed.slice(3), 'base64url').toString('latin1')).not.toContain('JBSWY3DP');
    expect(seal(key, 'U0MEI', 'JBSWY3DPEHPK3PXP')).not.toBe(sealed);
  });

  it('does not open with another key, nor for another account whose row it was put into', () => {
    expect(unseal(randomBytes(KEY_BYTES), 'U0MEI', sealed)).toBeNull();
    expect(unseal(key, 'U0ARUN', sealed)).toBeNull();
  });

  it('does not open when any of it was changed', () => {
    const bytes = Buffer.from(sealed.slice(3), 'base64url');
    for (const at of bytes.keys()) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(unseal(key, 'U0MEI', `v1.${changed.toString('base64url')}`), `byte ${at}`).toBeNull();
    }
  });

  it.each(['', 'v1.', 'v1.AAAA', 'v2.AAAA', 'nothing', `${sealed}.more`, sealed.slice(0, 40)])('%j is none', (text) => {
    expect(unseal(key, 'U0MEI', text)).toBeNull();
  });
});
