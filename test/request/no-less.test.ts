/** No request needs less since both sides count: held against the rule of one side alone, said here once more. */
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { OperationKind, Operation } from '../../src/operation/operation.ts';
import type { TenantRef } from '../../src/operation/tenant.ts';
import { type Act, authorise } from '../../src/people/authorise.ts';
import { exposure } from '../../src/people/audience.ts';
import { frozen, type Policy, type Rule, readingMsOf, ruleFor } from '../../src/policy/policy.ts';
import { MINUTE, memberAt, policyOf, rule, START } from '../support/request.ts';

const clusters = ['hz-prod', 'sh-prod', 'sz-test'];
const people = ['U0A', 'U0B', 'U0C', 'U0D'];
const groups = ['S0X', 'S0Y'];
const some = (from: readonly string[]) => fc.subarray([...from], { minLength: 1 });

const rules: fc.Arbitrary<readonly Rule[]> = fc
  .array(
    fc.record({
      operations: fc.constantFrom<readonly OperationKind[]>(['failover'], ['switchover'], ['failover', 'switchover']),
      clusters: fc.oneof(some(clusters), fc.constant(['*'])),
      tenants: fc.constantFrom(['*'], ['orders'], ['pay*']),
      requesters: some([...people, ...groups]),
      approvers: some([...people, ...groups]),
      approvals: fc.integer({ min: 1, max: 4 }),
      channel: fc.constantFrom(null, 'C1', 'C2'),
      approvalWindowMs: fc.constantFrom(MINUTE, 5 * MINUTE, 30 * MINUTE),
      startWindowMs: fc.constantFrom(MINUTE, 5 * MINUTE),
      more: fc.subarray([
        { readingMs: 0 },
        { readingMs: 60_000 },
        { externalChannels: true as const },
        { oneTimeCode: true as const },
      ]),
    }),
    { minLength: 1, maxLength: 4 },
  )
  .map((made) =>
    made.map(({ more, ...one }, at) => ({
      ...rule,
      readingMs: 5_000,
      ...one,
      name: `r${at}`,
      ...Object.assign({}, ...more),
    })),
  );

const tenants: fc.Arbitrary<TenantRef> = fc.record({
  clusterId: fc.constant('1'),
  clusterName: fc.constantFrom(...clusters),
  tenantId: fc.constant('1'),
  tenantName: fc.constantFrom('orders', 'payments'),
});

const operations: fc.Arbitrary<Operation> = fc.oneof(
  fc.record({ tenant: tenants, primary: fc.option(tenants) }).map((pair): Operation => {
    return { kind: 'failover', targets: [{ kind: 'failover', ...pair, serviceName: null }], stopRule: 'go_on' };
  }),
  fc.record({ tenant: tenants, standby: tenants }).map((pair): Operation => {
    return {
      kind: 'switchover',
      targets: [{ kind: 'switchover', ...pair, standbyOcpClusterId: null }],
      stopRule: 'go_on',
    };
  }),
);

/** As it was: the first rule that covers the tenant of OCP's task. */
function before({ rules: all }: Policy, { kind, targets: [target] }: Operation): Rule | null {
  return all.find((one) => target && covers(one, kind, target.tenant)) ?? null;
}

function covers(
  one: Pick<Rule, 'operations' | 'clusters' | 'tenants'>,
  kind: OperationKind,
  tenant: TenantRef,
): boolean {
  const is = (patterns: readonly string[], name: string) =>
    patterns.some((pattern) => pattern === '*' || pattern === name || (pattern === 'pay*' && name.startsWith('pay')));
  return one.operations.includes(kind) && is(one.clusters, tenant.clusterName) && is(one.tenants, tenant.tenantName);
}

/** With these groups, and with none read. */
const everybody = people.flatMap((id) =>
  [[], ['S0X'], ['S0Y'], ['S0X', 'S0Y'], null].map((held) => memberAt(START, id, { groups: held })),
);

it('whoever may, how many, how fast and where: none of it is less than by either side’s rule', () => {
  let joined = 0;
  fc.assert(
    fc.property(rules, operations, (all, operation) => {
      const policy = { ...policyOf(), rules: all };
      const now = ruleFor(policy, operation);
      const was = before(policy, operation);
      if (was === null) return;
      expect(now).not.toBeNull();
      if (now === null) return;
      if (now !== was) joined += 1;
      expect(now.approvals).toBeGreaterThanOrEqual(was.approvals);
      expect(now.approvalWindowMs).toBeLessThanOrEqual(was.approvalWindowMs);
      expect(now.startWindowMs).toBeLessThanOrEqual(was.startWindowMs);
      expect(readingMsOf(now)).toBeGreaterThanOrEqual(readingMsOf(was));
      if (was.oneTimeCode) expect(now.oneTimeCode).toBe(true);
      if (exposure(was, 'external')) expect(exposure(now, 'external')).not.toBeNull();
      const acts = ['request', 'approve', 'propose', 'abandon'] satisfies Act[];
      const newly = acts.flatMap((act) =>
        everybody.filter((person) => {
          const asked = { act, person, asker: 'U0ELSE', agreed: [], now: START };
          return authorise({ ...asked, rule: was }) !== null && authorise({ ...asked, rule: now }) === null;
        }),
      );
      expect(newly).toEqual([]);
    }),
    { seed: 20_261_130, numRuns: 1_000 },
  );
  expect(joined).toBeGreaterThan(100);
});

it('a rule covers the move at all only where it covers one of its sides', () => {
  fc.assert(
    fc.property(rules, operations, (all, operation) => {
      const target = operation.targets[0];
      const other = target && (target.kind === 'switchover' ? target.standby : target.primary);
      const sides = [target?.tenant, other].filter((one) => one != null);
      const covered = all.some((one) => sides.some((side) => covers(one, operation.kind, side)));
      expect(ruleFor({ ...policyOf(), rules: all }, operation) !== null).toBe(covered);
    }),
    { seed: 20_261_130, numRuns: 500 },
  );
});

it('what was frozen is frozen', () => {
  let held = 0;
  fc.assert(
    fc.property(rules, operations, (scopes, operation) => {
      const period = { kind: 'once', from: START, until: START + MINUTE } as const;
      const freezes = scopes.map(({ name, operations: kinds, clusters: places, tenants: names }) => {
        return { ...period, name, operations: kinds, clusters: places, tenants: names };
      });
      const [target] = operation.targets;
      if (!freezes.some((one) => target && covers(one, operation.kind, target.tenant))) return;
      held += 1;
      expect(frozen({ ...policyOf(), freezes }, operation, START)).toMatchObject({ kind: 'freeze' });
    }),
    { seed: 20_261_130, numRuns: 1_000 },
  );
  expect(held).toBeGreaterThan(300);
});
