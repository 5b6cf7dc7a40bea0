import { describe, expect, it } from 'vitest';
import type { Policy, Rule } from '../../src/policy/policy.ts';
import { pictureOf, policyChanges } from '../../src/policy/differences.ts';
import { policyOf, rule } from '../support/request.ts';

const named = (name: string, change: Partial<Rule> = {}): Rule => ({ ...rule, name, ...change });
const changesBetween = (before: Partial<Policy>, after: Partial<Policy>) =>
  policyChanges(pictureOf({ ...policyOf(), ...before }), pictureOf({ ...policyOf(), ...after }));

const weekend = {
  name: 'weekend',
  operations: ['switchover'],
  clusters: ['*'],
  tenants: ['*'],
  kind: 'weekly',
  days: ['sat', 'sun'],
  from: 0,
  until: 1_440,
  zone: 'Asia/Shanghai',
} as const;

describe('two policies', () => {
  it('that mean the same differ in nothing', () => {
    expect(changesBetween({}, {})).toEqual([]);
  });

  it('differ in who may stop', () => {
    const stoppers = (...ids: string[]) => ({ stoppers: ids });
    expect(changesBetween({}, stoppers('U0A'))).toEqual([{ kind: 'stoppers', from: [], to: ['U0A'] }]);
    expect(changesBetween(stoppers('U0A'), stoppers('U0A'))).toEqual([]);
    expect(changesBetween(stoppers('U0A', 'S0B'), {})).toEqual([{ kind: 'stoppers', from: ['U0A', 'S0B'], to: [] }]);
  });

  it('differ in the terms of a rule, named as in the file', () => {
    const after = named('a', { approvers: ['U0B'], approvals: 2, startWindowMs: 90_000, channel: 'C0A' });
    expect(changesBetween({ rules: [named('a', { approvers: ['U0A', 'U0B'] })] }, { rules: [after] })).toEqual([
      {
        kind: 'rule_changed',
        name: 'a',
        terms: [
          { key: 'approvers', from: ['U0A', 'U0B'], to: ['U0B'] },
          { key: 'approvals', from: ['1'], to: ['2'] },
          { key: 'channel', from: [], to: ['C0A'] },
          { key: 'start_window', from: ['5m'], to: ['90s'] },
        ],
      },
    ]);
  });

  it('differ in how long people read, from what holds where the file says nothing', () => {
    const { readingMs: _, ...bare } = named('a');
    expect(changesBetween({ rules: [bare] }, { rules: [named('a', { readingMs: 0 })] })).toEqual([
      { kind: 'rule_changed', name: 'a', terms: [{ key: 'reading_time', from: ['5s'], to: ['0s'] }] },
    ]);
    expect(changesBetween({ rules: [named('a', { readingMs: 120_000 })] }, { rules: [bare] })).toMatchObject([
      { terms: [{ key: 'reading_time', from: ['2m'], to: ['5s'] }] },
    ]);
  });

  it('differ in whether a failover takes one-time codes', () => {
    expect(changesBetween({ rules: [named('a')] }, { rules: [named('a', { oneTimeCode: true })] })).toEqual([
      { kind: 'rule_changed', name: 'a', terms: [{ key: 'one_time_code', from: ['false'], to: ['true'] }] },
    ]);
  });

  it('differ in how often one person may ask', () => {
    expect(changesBetween({}, { requestsPerHour: 5 })).toEqual([{ kind: 'requests_per_hour', from: 30, to: 5 }]);
  });

  it('differ in whether other organisations may read along, which they may not where it is left out', () => {
    const open = named('a', { externalChannels: true });
    expect(changesBetween({ rules: [named('a')] }, { rules: [open] })).toEqual([
      { kind: 'rule_changed', name: 'a', terms: [{ key: 'external_channels', from: ['false'], to: ['true'] }] },
    ]);
    expect(changesBetween({ rules: [open] }, { rules: [named('a')] })).toMatchObject([
      { terms: [{ key: 'external_channels', from: ['true'], to: ['false'] }] },
    ]);
  });

  it('differ in rules that came, with their place, and rules that went', () => {
    const changes = changesBetween({ rules: [named('a'), named('b')] }, { rules: [named('c'), named('b')] });
    expect(changes).toMatchObject([
      { kind: 'rule_removed', name: 'a' },
      { kind: 'rule_added', item: { name: 'c', terms: { approval_window: ['30m'] } }, place: 1, of: 2 },
    ]);
  });

  it('differ in the order of their rules', () => {
    const changes = changesBetween({ rules: [named('a'), named('b')] }, { rules: [named('b'), named('a')] });
    expect(changes).toEqual([{ kind: 'rules_reordered', names: ['b', 'a'] }]);
  });

  it('differ in freezes', () => {
    expect(changesBetween({}, { freezes: [weekend] })).toMatchObject([
      { kind: 'freeze_added', item: { terms: { days: ['sat', 'sun'], from: ['00:00'], until: ['24:00'] } } },
    ]);
    expect(changesBetween({ freezes: [weekend] }, { freezes: [{ ...weekend, until: 720 }] })).toEqual([
      { kind: 'freeze_changed', name: 'weekend', terms: [{ key: 'until', from: ['24:00'], to: ['12:00'] }] },
    ]);
    expect(changesBetween({ freezes: [weekend] }, {})).toEqual([{ kind: 'freeze_removed', name: 'weekend' }]);
    const once = { ...weekend, kind: 'once', from: 0, until: 60_000 } as const;
    expect(changesBetween({}, { freezes: [once] })).toMatchObject([
      { item: { terms: { from: ['1970-01-01T00:00:00Z'], until: ['1970-01-01T00:01:00Z'] } } },
    ]);
  });

  it('differ in the kill switch first, and in the audit channel last', () => {
    const changes = changesBetween({}, { stopAll: 'upgrade', freezes: [weekend], auditChannel: 'C0AUDIT' });
    expect(changes.map(({ kind }) => kind)).toEqual(['stop_all', 'freeze_added', 'audit_channel']);
  });
});
