/** Each key of the policy file: a change of it is in the audit, and makes another version if it decides, and only then. */
import { describe, expect, it } from 'vitest';
import { type ruleKeys, topKeys } from '../../src/policy/file/keys.ts';
import { ruleKeys as keysOfRules } from '../../src/policy/file/keys.ts';
import { pictureOf, policyChanges } from '../../src/policy/differences.ts';
import { policyOf } from './support.ts';

/** Two values of each key that mean different things; null: the key left out. A key that is missing here does not compile. */
type Samples<Table> = { readonly [Name in keyof Table]: readonly [string | null, string] };

const ofTop: Samples<typeof topKeys> = {
  audit_channel: [null, 'C0AUDIT'],
  languages: [null, '{ default: zh }'],
  stop_all: [null, 'upgrade'],
  stoppers: ['[U0A]', '[U0A, S0B]'],
  requests_per_hour: [null, '5'],
  people_from: [null, 'organisation'],
};
const ofRules: Samples<typeof ruleKeys> = {
  name: ['one', 'other'],
  operations: ['[failover]', '[failover, switchover]'],
  clusters: [null, '[hz-prod]'],
  tenants: [null, '[orders]'],
  requesters: ['[U0ASK]', '[U0ASK, S0B]'],
  approvers: ['[U0AGREE]', '[U0AGREE, S0B]'],
  approvals: [null, '2'],
  channel: [null, 'C0OPS'],
  approval_window: [null, '10m'],
  start_window: [null, '10m'],
  reading_time: [null, '10s'],
  external_channels: [null, 'true'],
  one_time_code: [null, 'true'],
};
const freezes: Readonly<Record<string, readonly [string, string]>> = {
  name: ['one', 'other'],
  operations: ['[failover]', '[failover, switchover]'],
  clusters: ['[hz-prod]', '[sh-prod]'],
  tenants: ['[orders]', '[billing]'],
  from: ['2027-02-05T18:00:00Z', '2027-02-05T19:00:00Z'],
  until: ['2027-02-06T18:00:00Z', '2027-02-06T19:00:00Z'],
};
const weekly: Readonly<Record<string, readonly [string, string]>> = {
  weekly: ['{ days: [sat], from: "00:00", until: "24:00" }', '{ days: [sun], from: "00:00", until: "24:00" }'],
  zone: ['Asia/Shanghai', 'UTC'],
};

const written = (keys: Readonly<Record<string, string | null>>) =>
  `{ ${Object.entries(keys)
    .flatMap(([key, value]) => (value === null ? [] : [`${key}: ${value}`]))
    .join(', ')} }`;

function file(change: { top?: object; rule?: object; freeze?: object } = {}) {
  const rule = { name: 'all', requesters: '[U0ASK]', approvers: '[U0AGREE, U0OTHER]', ...change.rule };
  const freeze = change.freeze ? [written({ name: 'f', ...change.freeze })] : [];
  return policyOf(written({ rules: `[${written(rule)}]`, freezes: `[${freeze.join(', ')}]`, ...change.top }));
}

function between(one: Parameters<typeof file>[0], other: Parameters<typeof file>[0]) {
  const [before, after] = [file(one), file(other)];
  return {
    changes: policyChanges(pictureOf(before), pictureOf(after)),
    isAnotherVersion: before.version !== after.version,
  };
}

describe('each key', () => {
  it.each(Object.entries(topKeys))('%s of the file', (name, { weight }) => {
    const [before, after] = Object.entries(ofTop).find(([key]) => key === name)?.[1] ?? [];
    const { changes, isAnotherVersion } = between({ top: { [name]: before } }, { top: { [name]: after } });
    expect(changes).toMatchObject([{ kind: name }]);
    expect(isAnotherVersion).toBe(weight === 'deciding');
  });

  it.each(Object.entries(keysOfRules))('%s of a rule', (name, { weight }) => {
    const [before, after] = Object.entries(ofRules).find(([key]) => key === name)?.[1] ?? [];
    const { changes, isAnotherVersion } = between({ rule: { [name]: before } }, { rule: { [name]: after } });
    const told = name === 'name' ? [{ kind: 'rule_removed' }, { kind: 'rule_added' }] : [{ terms: [{ key: name }] }];
    expect(changes).toMatchObject(told);
    expect(isAnotherVersion).toBe(weight === 'deciding');
  });

  it.each(Object.entries(freezes))('%s of a freeze', (name, [before, after]) => {
    const base = { from: freezes['from']?.[0], until: freezes['until']?.[0] };
    expectTold(between({ freeze: { ...base, [name]: before } }, { freeze: { ...base, [name]: after } }));
  });

  it.each(Object.entries(weekly))('%s of a freeze of every week', (name, [before, after]) => {
    const base = { weekly: weekly['weekly']?.[0], zone: weekly['zone']?.[0] };
    expectTold(between({ freeze: { ...base, [name]: before } }, { freeze: { ...base, [name]: after } }));
  });

  /** Freezes decide as a whole. */
  function expectTold({ changes, isAnotherVersion }: ReturnType<typeof between>): void {
    expect(changes).not.toEqual([]);
    expect(isAnotherVersion).toBe(true);
  }
});
