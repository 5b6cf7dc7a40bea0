/** A sibling that was claimed, moved and proven between the last reading of a family and a claim made on that reading. */
import { beforeEach, expect, it } from 'vitest';
import { createRequests } from '../../src/engine/requests.ts';
import { memberKey } from '../../src/operation/family.ts';
import type { Recorded, RequestEvent } from '../../src/request/events.ts';
import { chain } from '../../src/request/log/hash-chain.ts';
import { storedEvent } from '../../src/lib/trust-boundaries.ts';
import { lostPrimary, nothing, standby, type Turn, turnOf } from '../support/executor.ts';
import { manualClock, type ManualClock } from '../support/clock.ts';
import { approved, orders, ordersMain, proving, START } from '../support/request.ts';
import { storeOfEach } from '../support/store.ts';
import { standbyTenant } from '../support/tenant.ts';

const opened = storeOfEach('sqlite');
const sibling = { clusterId: '30', clusterName: 'gz-prod', tenantId: '2002', tenantName: 'orders_gz' };

let clock: ManualClock;
let posts: string[];
let during: Partial<Record<'slack' | 'append', () => Promise<unknown>>>;

beforeEach(() => {
  clock = manualClock(START);
  posts = [];
  during = {};
});

async function happens(when: 'slack' | 'append'): Promise<void> {
  const what = during[when];
  delete during[when];
  await what?.();
}

/** The life of the sibling's request, to the proof that it is primary. */
function siblings(): readonly Recorded[] {
  const life = proving();
  const proof: RequestEvent = {
    type: 'role_proven',
    call: 0,
    tenantId: orders.tenantId,
    roles: [{ tenantId: orders.tenantId, role: 'PRIMARY' }],
    readAt: START,
  };
  const events = [...life.log.map(({ event }) => event), proof, { type: 'ended', outcome: 'succeeded' } as const];
  const other = events.map((event) =>
    storedEvent(JSON.stringify(event).replaceAll('"2001"', '"2002"').replaceAll('"20"', '"30"')),
  );
  return chain('r-0', null, other, START);
}

async function claims(): Promise<void> {
  const { log } = opened().store;
  const all = siblings();
  const at = all.findIndex(({ event }) => event.type === 'call_claimed');
  await log.append(0, all.slice(0, at), 'approved');
  const family = { kind: 'hold', members: [orders, ordersMain, sibling].map(memberKey), known: [] } as const;
  expect(await log.append(at, all.slice(at, at + 1), 'executing', { family })).toBe(true);
}

async function proves(): Promise<void> {
  const all = siblings();
  const at = all.findIndex(({ event }) => event.type === 'call_claimed') + 1;
  expect(await opened().store.log.append(at, all.slice(at), 'ended', { family: { kind: 'free' } })).toBe(true);
}

async function turn(): Promise<void> {
  const { store } = opened();
  const life = approved();
  await store.log.append(0, life.log, 'approved');
  clock.advance(life.now - clock.now() + 2_000);
  const business = () => undefined;
  const requests = createRequests({
    log: {
      load: (id) => store.log.load(id),
      async append(expected, events, phase, known) {
        if (events.some(({ event }) => event.type === 'call_claimed')) await happens('append');
        return store.log.append(expected, events, phase, known);
      },
    },
    clock,
    business,
    changed: business,
  });
  const ocp: Turn['ocp'] = {
    tenants: () => Promise.resolve([standby, lostPrimary, standbyTenant(sibling.tenantId, lostPrimary, sibling)]),
    tenant: (_, id) => Promise.resolve(id === lostPrimary.tenantId ? lostPrimary : standby),
    failover() {
      posts.push('failover');
      return nothing();
    },
  };
  await turnOf({ requests, clock, ocp, rows: store.families, asked: () => happens('slack') });
}

it('is sent when nobody else moves the family', async () => {
  await turn();
  expect(posts).toEqual(['failover']);
});

it('while Slack is waited for: nothing is sent', async () => {
  during = {
    async slack() {
      await claims();
      await proves();
    },
  };
  await turn();
  expect(posts).toEqual([]);
});

it('claimed right before, and proven before the claim is tried again: nothing is sent', async () => {
  during = {
    async append() {
      await claims();
      during = { slack: proves };
    },
  };
  await turn();
  expect(posts).toEqual([]);
});

it('claimed and proven between the last look at the log and the claim itself: nothing is sent', async () => {
  during = {
    async append() {
      await claims();
      await proves();
    },
  };
  await turn();
  expect(posts).toEqual([]);
});
