/** The phones of the sandbox: enrolled like anybody's, and right where the bot checks them. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Codes, createCodes } from '../../src/codes/codes.ts';
import { KEY_BYTES } from '../../src/codes/seal.ts';
import { approvers, castIds } from '../../src/sandbox/demo-users.ts';
import { enrolPhones, type Phones } from '../../src/sandbox/phones.ts';
import { openAuthenticators } from '../../src/store/store.ts';
import { type ManualClock, manualClock } from '../support/clock.ts';

let folder: string;
let clock: ManualClock;
let phones: Phones;
let bot: { readonly codes: Codes; close(): Promise<void> };

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'twokey-phones-'));
  clock = manualClock();
  const at = { database: `sqlite:${join(folder, 'twokey.db')}`, key: randomBytes(KEY_BYTES), clock };
  phones = await enrolPhones({ ...at, people: approvers });
  const rows = await openAuthenticators(at.database);
  bot = { codes: createCodes({ ...at, rows }), close: () => rows.close() };
});
afterEach(async () => {
  await bot.close();
  rmSync(folder, { recursive: true, force: true });
});

const codeOf = (person: string) => phones.shown(clock.now()).phones.find(({ id }) => id === person)?.code ?? '';

it('everybody who may approve has one, and its code is taken as theirs, once', async () => {
  expect(phones.shown(clock.now()).phones.map(({ id }) => id)).toEqual([castIds.arun, castIds.sofia]);
  for (const person of approvers) {
    expect(await bot.codes.check(person, codeOf(person))).toMatchObject({ kind: 'right' });
    expect(await bot.codes.check(person, codeOf(person))).toMatchObject({ kind: 'used' });
  }
  expect(await bot.codes.standing(castIds.mei)).toBe('not_enrolled');
});

it('shows a code until the next one takes its place', async () => {
  const { until } = phones.shown(clock.now());
  const before = codeOf(castIds.arun);
  clock.put(until - 1 - clock.now());
  expect(codeOf(castIds.arun)).toBe(before);
  clock.put(1);
  expect(phones.shown(clock.now()).until).toBe(until + 30_000);
  expect(codeOf(castIds.arun)).not.toBe(before);
  expect(await bot.codes.check(castIds.arun, codeOf(castIds.arun))).toMatchObject({ kind: 'right' });
});

it('keeps the secrets to itself: none is shown, and none stands in the clear beside the bot’s store', () => {
  const secret = /[A-Z2-7]{32}/;
  expect(JSON.stringify(phones.shown(clock.now()))).not.toMatch(secret);
  const files = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'latin1'));
  expect(files.length).toBeGreaterThan(0);
  for (const content of files) expect(content).not.toMatch(secret);
});
