/** Codes against a real store: each taken once, also by two processes at once, and none without the key. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Codes, createCodes } from '../../src/codes/codes.ts';
import { KEY_BYTES } from '../../src/codes/seal.ts';
import { openAuthenticators } from '../../src/store/store.ts';
import { type ManualClock, manualClock } from '../support/clock.ts';
import { kinds, type TestDatabase, emptyDatabase } from '../support/database.ts';
import { codeAt, wrongCodeAt } from '../support/codes.ts';

const key = randomBytes(KEY_BYTES);
const MEI = 'U0MEI';
const PERIOD = 30_000;

describe.each(kinds)('on %s', (kind) => {
  let dir: string;
  let database: TestDatabase;
  let clock: ManualClock;
  let rows: Awaited<ReturnType<typeof openAuthenticators>>;
  let codes: Codes;

  beforeEach(async () => {
    dir = mkdtempSync(join(tmpdir(), 'twokey-codes-'));
    database = await emptyDatabase(kind, dir);
    clock = manualClock();
    rows = await openAuthenticators(database.url);
    codes = createCodes({ rows, key, clock });
  });
  afterEach(async () => {
    await rows.close();
    await database.drop();
    rmSync(dir, { recursive: true, force: true });
  });

  it('a code of an enrolled account is right once', async () => {
    const { secret } = await codes.enrol(MEI, 'mei');
    const code = codeAt(secret, clock.now());
    expect(await codes.standing(MEI)).toBe('enrolled');
    expect(await codes.check(MEI, code)).toMatchObject({ kind: 'right' });
    expect(await codes.check(MEI, code)).toMatchObject({ kind: 'used' });
    clock.advance(PERIOD);
    expect(await codes.check(MEI, codeAt(secret, clock.now()))).toMatchObject({ kind: 'right' });
  });

  it('of two processes that are given the same code at once, one takes it', async () => {
    const { secret } = await codes.enrol(MEI, 'mei');
    const second = await openAuthenticators(database.url);
    const other = createCodes({ rows: second, key, clock });
    const code = codeAt(secret, clock.now());
    const answers = await Promise.all([codes.check(MEI, code), other.check(MEI, code), codes.check(MEI, code)]);
    expect(answers.map((answer) => answer.kind).sort()).toEqual(['right', 'used', 'used']);
    await second.close();
  });

  it('is none of an account that was never enrolled, nor another account’s', async () => {
    const { secret } = await codes.enrol('U0ARUN', 'arun');
    expect(await codes.standing(MEI)).toBe('not_enrolled');
    expect(await codes.check(MEI, codeAt(secret, clock.now()))).toEqual({ kind: 'not_enrolled' });
    await codes.enrol(MEI, 'mei');
    expect(await codes.check(MEI, codeAt(secret, clock.now()))).toMatchObject({ kind: 'wrong' });
  });

  it('wrong ones lock the account, and another process knows it', async () => {
    const { secret } = await codes.enrol(MEI, 'mei');
    for (let tried = 0; tried < 5; tried += 1) await codes.check(MEI, wrongCodeAt(secret, clock.now()));
    const other = createCodes({ rows, key, clock });
    expect(await other.standing(MEI)).toBe('locked');
    expect(await other.check(MEI, codeAt(secret, clock.now()))).toMatchObject({ kind: 'locked' });
    clock.advance(15 * 60_000);
    expect(await other.standing(MEI)).toBe('enrolled');
    expect(await other.check(MEI, codeAt(secret, clock.now()))).toMatchObject({ kind: 'right' });
  });

  it('a new enrolment makes the one before worthless', async () => {
    const before = await codes.enrol(MEI, 'mei');
    const { secret } = await codes.enrol(MEI, 'mei');
    expect(await codes.check(MEI, codeAt(before.secret, clock.now()))).toMatchObject({ kind: 'wrong' });
    expect(await codes.check(MEI, codeAt(secret, clock.now()))).toMatchObject({ kind: 'right' });
  });

  it('an account enrolled anew between reading and writing is not judged by the secret before', async () => {
    const { secret } = await codes.enrol(MEI, 'mei');
    const slow = createCodes({
      rows: {
        ...rows,
        async get(account) {
          const row = await rows.get(account);
          if (renewals > 0) {
            renewals -= 1;
            await codes.enrol(MEI, 'mei');
          }
          return row;
        },
      },
      key,
      clock,
    });
    let renewals = 1;
    expect(await slow.check(MEI, codeAt(secret, clock.now()))).toMatchObject({ kind: 'wrong' });
  });

  it('without the key, or with another, none can be checked', async () => {
    const { secret } = await codes.enrol(MEI, 'mei');
    for (const wrong of [null, randomBytes(KEY_BYTES)]) {
      const blind = createCodes({ rows, key: wrong, clock });
      expect(await blind.standing(MEI)).toBe('unavailable');
      expect(await blind.check(MEI, codeAt(secret, clock.now()))).toEqual({ kind: 'unavailable' });
    }
    await expect(createCodes({ rows, key: null, clock }).enrol(MEI, 'mei')).rejects.toThrow('Without a key');
  });

  it('no row holds the secret', async () => {
    const { secret } = await codes.enrol(MEI, 'mei');
    expect(JSON.stringify(await rows.get(MEI))).not.toContain(secret);
    if (kind === 'postgres') return;
    for (const file of readdirSync(dir)) expect(readFileSync(join(dir, file)).includes(secret)).toBe(false);
    expect(statSync(join(dir, 'twokey.codes.db')).mode & 0o077).toBe(0);
  });
});
