/** What people type behind a command: clusters, tenants and patterns of names. */
import { describe, expect, it } from 'vitest';
import { type Choice, choicesOf } from '../../src/operation/choices.ts';
import type { OperationKind } from '../../src/operation/operation.ts';
import type { Tenant } from '../../src/operation/tenant.ts';
import { byFamily, lostChoices, type Typed, typedTargets } from '../../src/operation/typed/targets.ts';
import { beside, tenantOf } from '../support/tenant.ts';

const clusters = { hz: ['10', 'hz-prod'], sh: ['20', 'sh-prod'], sz: ['30', 'sz-dr'] } as const;
let lastId = 0;

function tenant(place: keyof typeof clusters, tenantName: string, change: Partial<Tenant> = {}): Tenant {
  const [clusterId, clusterName] = clusters[place];
  lastId += 1;
  return tenantOf(String(lastId), { clusterId, clusterName, tenantName, ...change });
}

/** A primary and its standbys. */
function family(name: string, from: keyof typeof clusters, to: readonly (keyof typeof clusters)[], down = true) {
  const primary = tenant(from, name, { status: down ? 'UNAVAILABLE' : 'NORMAL' });
  const standbys = to.map((place) => tenant(place, name, { role: 'STANDBY', primary: beside(primary) }));
  return [{ ...primary, standbys: standbys.map((one) => beside(one)) }, ...standbys];
}

const region = [
  ...family('orders', 'hz', ['sh']),
  ...family('pay_01', 'hz', ['sh', 'sz']),
  ...family('pay_02', 'hz', ['sh']),
  ...family('ledger', 'sh', ['hz'], false),
  ...family('stock', 'sh', ['sz'], false),
];

function typed(text: string, tenants: readonly Tenant[] = region, kind: OperationKind = 'failover'): Typed {
  return typedTargets(choicesOf(kind, tenants), tenants, text);
}

const names = (choices: readonly Choice[]) =>
  choices.map(({ target, tenant: of }) => `${of.tenantName} on ${target.tenant.clusterName}`);

describe('a cluster', () => {
  it('that is lost means the standbys of its primaries', () => {
    const found = typed('HZ-prod');
    expect(names(found.choices)).toEqual([
      'orders on sh-prod',
      'pay_01 on sh-prod',
      'pay_02 on sh-prod',
      'pay_01 on sz-dr',
    ]);
    expect(found.words).toMatchObject([{ word: 'hz-prod', clusters: ['hz-prod'], meanings: [{ kind: 'leaves' }] }]);
  });

  it('that takes over means the standbys on it', () => {
    expect(names(typed('sz-dr').choices)).toEqual(['pay_01 on sz-dr', 'stock on sz-dr']);
  });

  it('of which both can be meant is left to people, each meaning with what it holds', () => {
    const found = typed('sh-prod');
    expect(found.choices).toEqual([]);
    expect(found.sides.map(({ kind, word, choices }) => [kind, word, names(choices)])).toEqual([
      ['leaves', 'sh-prod', ['ledger on hz-prod', 'stock on sz-dr']],
      ['arrives', 'sh-prod', ['orders on sh-prod', 'pay_01 on sh-prod', 'pay_02 on sh-prod']],
    ]);
  });

  it('without anything to choose is named as a cluster all the same', () => {
    expect(typed('gz', [...region, tenantOf('900', { clusterId: '40', clusterName: 'gz' })])).toMatchObject({
      choices: [],
      words: [{ clusters: ['gz'], meanings: [], nearest: [] }],
    });
  });

  it('may be typed in part', () => {
    expect(typed('hz').choices).toEqual(typed('hz-prod').choices);
  });

  it('goes behind a tenant of the same name, which says more', () => {
    const found = typed('orders', [...region, tenantOf('900', { clusterId: '40', clusterName: 'orders' })]);
    expect(found.words).toMatchObject([{ clusters: [], meanings: [{ kind: 'tenant' }] }]);
  });

  it('at a switchover is left by its primaries, or reached by their standbys', () => {
    const planned = [...family('orders', 'hz', ['sh'], false), ...family('stock', 'sh', ['sz'], false)];
    expect(names(typed('hz-prod', planned, 'switchover').choices)).toEqual(['orders on hz-prod']);
    expect(typed('sh-prod', planned, 'switchover').sides.map(({ kind }) => kind)).toEqual(['leaves', 'arrives']);
  });
});

describe('a name', () => {
  it.each(['orders', ' ORDERS ', '“orders”', '`orders`,', '*orders*', 'ｏｒｄｅｒｓ'])(
    'means its tenant: %j',
    (text) => {
      expect(names(typed(text).choices)).toEqual(['orders on sh-prod']);
    },
  );

  it('means every standby of its family', () => {
    expect(names(typed('pay_01').choices)).toEqual(['pay_01 on sh-prod', 'pay_01 on sz-dr']);
  });

  it('with a star means all that fit', () => {
    expect(names(typed('pay_*').choices)).toEqual(['pay_01 on sh-prod', 'pay_02 on sh-prod', 'pay_01 on sz-dr']);
    expect(names(typed('*_02').choices)).toEqual(['pay_02 on sh-prod']);
    expect(names(typed('p*2').choices)).toEqual(['pay_02 on sh-prod']);
    expect(typed('ay_*').choices).toEqual([]);
    expect(typed('pay.*').choices).toEqual([]);
  });

  it('in part means its tenant, where it is one family’s', () => {
    expect(names(typed('orde').choices)).toEqual(['orders on sh-prod']);
  });

  it('of several families is left to people', () => {
    expect(typed('pay')).toMatchObject({ choices: [], vague: [{ word: 'pay' }] });
    const twins = [...region, ...family('orders', 'sz', ['hz'])];
    expect(typed('orders', twins)).toMatchObject({ choices: [], vague: [{ word: 'orders' }] });
  });

  it('that nothing has comes with those that are like it', () => {
    expect(typed('ordres').words).toMatchObject([{ meanings: [], nearest: ['orders'] }]);
    expect(typed('hz-prdo').words).toMatchObject([{ meanings: [], nearest: ['hz-prod'] }]);
    expect(typed('payments').words).toMatchObject([{ meanings: [], nearest: [] }]);
  });
});

describe('several words', () => {
  it('mean all that each of them means', () => {
    expect(names(typed('orders, stock').choices)).toEqual(['orders on sh-prod', 'stock on sz-dr']);
    expect(names(typed('hz-prod sz-dr').choices)).toHaveLength(5);
  });

  it('of which some are clusters mean the tenants there, whichever side that is', () => {
    expect(names(typed('orders on sh-prod').choices)).toEqual(['orders on sh-prod']);
    expect(names(typed('orders hz-prod').choices)).toEqual(['orders on sh-prod']);
    expect(names(typed('pay_* sz-dr').choices)).toEqual(['pay_01 on sz-dr']);
    expect(typed('stock hz-prod').choices).toEqual([]);
  });

  it('none mean nothing', () => {
    expect(typed(' “”, … ')).toEqual({ words: [], choices: [], sides: [], vague: [] });
  });
});

describe('what is lost', () => {
  it('are the standbys of primaries that OCP calls unavailable, where they are there themselves', () => {
    expect(names(lostChoices(choicesOf('failover', region), region))).toEqual([
      'orders on sh-prod',
      'pay_01 on sh-prod',
      'pay_02 on sh-prod',
      'pay_01 on sz-dr',
    ]);
    const away = region.map((one) => (one.clusterName === 'sz-dr' ? { ...one, status: 'UNAVAILABLE' } : one));
    expect(names(lostChoices(choicesOf('failover', away), away))).not.toContain('pay_01 on sz-dr');
  });

  it('is told apart by family', () => {
    const lost = lostChoices(choicesOf('failover', region), region);
    expect(byFamily(lost, region).map(names)).toEqual([
      ['orders on sh-prod'],
      ['pay_01 on sh-prod', 'pay_01 on sz-dr'],
      ['pay_02 on sh-prod'],
    ]);
  });
});
