/** The policy file of the sandbox: written in one step, and known to ask for one-time codes when the policy in force does. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createPolicyFile, type PolicyFile, sandboxPolicy } from '../../src/sandbox/policy-file.ts';

const withCodes = sandboxPolicy.replace('# one_time_code', 'one_time_code');
let folder: string;
let file: PolicyFile;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'twokey-policy-'));
  file = await createPolicyFile(join(folder, 'policy.yaml'), sandboxPolicy);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('holds what was written last, and nothing lies beside it', async () => {
  await file.write(withCodes);
  expect(await file.read()).toBe(withCodes);
  expect(readFileSync(join(folder, 'policy.yaml'), 'utf8')).toBe(withCodes);
  expect(readdirSync(folder)).toEqual(['policy.yaml']);
});

it('asks for codes without the # that the sandbox begins with', async () => {
  expect(file.asksForCodes()).toBe(false);
  await file.write(withCodes);
  expect(file.asksForCodes()).toBe(true);
  await file.write(sandboxPolicy);
  expect(file.asksForCodes()).toBe(false);
});

it('stays in force while a file with a mistake has taken its place', async () => {
  await file.write(withCodes);
  await file.write(sandboxPolicy.replace('approvals: 1', 'approvals: none'));
  expect(file.asksForCodes()).toBe(true);
});
