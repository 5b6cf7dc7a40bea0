/** What OCP's prechecks look at beyond role, reachability and lag, and what they do not look at. */
import { describe, expect, it } from 'vitest';
import type { Tenant } from '../../../src/simulators/ocp/world/world.ts';
import { type FamilyWorld, familyWorld, pathOf } from './family-world.ts';
import { at, call, list, startTestOcp } from './support.ts';

async function failoverCodes(family: FamilyWorld, standby: Tenant): Promise<unknown[]> {
  const ocp = await startTestOcp({ world: family.world });
  const reply = await call(ocp, 'POST', `${pathOf(standby)}/failoverPreCheck`);
  return list(reply.body, 'data', 'checkResults').map((item) => at(item, 'errorCode'));
}

async function failoverText(family: FamilyWorld, standby: Tenant): Promise<unknown> {
  const ocp = await startTestOcp({ world: family.world });
  const reply = await call(ocp, 'POST', `${pathOf(standby)}/failoverPreCheck`);
  return at(reply.body, 'data', 'checkResults', 0, 'errorMessage');
}

async function switchoverTexts(family: FamilyWorld, primary: Tenant, standby: Tenant): Promise<unknown[]> {
  const ocp = await startTestOcp({ world: family.world });
  const body = { tenantId: primary.id, standbyTenantId: standby.id };
  const reply = await call(ocp, 'POST', `${pathOf(primary)}/switchoverPreCheck`, body);
  const items = list(reply.body, 'data', 'standbyCheckResults', 0, 'checkResults');
  expect(at(reply.body, 'data', 'valid')).toBe(items.length === 0);
  return items.map((item) => at(item, 'errorMessage'));
}

describe('the failover precheck of a chained standby', () => {
  it('fails while its direct upstream is alive, although that is a standby itself', async () => {
    const family = familyWorld();
    expect(await failoverCodes(family, family.c)).toEqual(['OBE26107']);
    family.a.alive = false;
    expect(await failoverCodes(family, family.c)).toEqual(['OBE26107']);
  });

  it('passes when the upstream is unreachable, although the root is alive and serving', async () => {
    const family = familyWorld();
    family.b.alive = false;
    expect(await failoverCodes(family, family.c)).toEqual([]);
  });

  it('looks at no sibling: a second standby of the lost primary passes after the first was failed over', async () => {
    const family = familyWorld();
    family.a.alive = false;
    family.d.role = 'PRIMARY';
    family.d.primaryTenantId = null;
    expect(await failoverCodes(family, family.b)).toEqual([]);
  });
});

describe('the failover precheck blocks', () => {
  it.each([
    ['a locked standby', ({ b }: FamilyWorld) => (b.locked = true), /tenant b is locked/],
    [
      'a standby in the cluster of its primary',
      ({ world, a, b }: FamilyWorld) => world.tenants.set(a.id, Object.assign(a, { clusterId: b.clusterId })),
      /in the same cluster/,
    ],
    [
      'a standby whose cluster does not run',
      ({ world, b }: FamilyWorld) => Object.assign(world.clusters.get(b.clusterId) ?? {}, { status: 'UNAVAILABLE' }),
      /cluster b is in the UNAVAILABLE state/,
    ],
    ['a standby without a primary', ({ b }: FamilyWorld) => (b.primaryTenantId = null), /primary tenant of tenant b/],
  ])('%s', async (_name, change, message) => {
    const family = familyWorld();
    family.a.alive = false;
    change(family);
    expect(await failoverText(family, family.b)).toMatch(message);
  });

  it('not a locked primary that is lost: only the standby is looked at', async () => {
    const family = familyWorld();
    Object.assign(family.a, { alive: false, locked: true });
    expect(await failoverCodes(family, family.b)).toEqual([]);
  });
});

describe('the switchover precheck', () => {
  it('passes a healthy pair', async () => {
    const family = familyWorld();
    expect(await switchoverTexts(family, family.a, family.b)).toEqual([]);
  });

  it.each([
    ['a locked primary', ({ a }: FamilyWorld) => (a.locked = true), /tenant a is locked/],
    ['a locked standby', ({ b }: FamilyWorld) => (b.locked = true), /tenant b is locked/],
    [
      'a cluster that does not run',
      ({ world, b }: FamilyWorld) => Object.assign(world.clusters.get(b.clusterId) ?? {}, { status: 'UNAVAILABLE' }),
      /cluster b is in the UNAVAILABLE state/,
    ],
    [
      'clusters of different versions',
      ({ world, b }: FamilyWorld) => Object.assign(world.clusters.get(b.clusterId) ?? {}, { obVersion: '4.4.2.0' }),
      /versions 4\.3\.5\.2 and 4\.4\.2\.0/,
    ],
    [
      'different service names',
      ({ b }: FamilyWorld) => (b.serviceName = { name: 'SVC_B', status: 'VALID' }),
      /service names .* are different/,
    ],
    ['a name on one side only', ({ b }: FamilyWorld) => (b.serviceName = null), /service names .* are different/],
    [
      'an archive standby: the API has no field for the archive destination',
      ({ b }: FamilyWorld) => (b.logTransportMode = 'LOG_BACKUP'),
      /Log backup is not enabled for tenant b/,
    ],
  ])('blocks %s', async (_name, change, message) => {
    const family = familyWorld();
    change(family);
    const [text, ...more] = await switchoverTexts(family, family.a, family.b);
    expect([text, more]).toEqual([expect.stringMatching(message), []]);
  });

  it('blocks a service name that an unrelated tenant holds', async () => {
    const family = familyWorld();
    const { a, b, other } = family;
    for (const tenant of [a, b]) tenant.serviceName = { name: 'SVC_OTHER', status: 'INVALID' };
    other.serviceName = { name: 'SVC_OTHER', status: 'VALID' };
    expect(await switchoverTexts(family, a, b)).toEqual([
      'The service name SVC_OTHER of tenant a is used by tenant other, which is not related to it.',
      'The service name SVC_OTHER of tenant b is used by tenant other, which is not related to it.',
    ]);
  });

  it('passes a pair without service names', async () => {
    const family = familyWorld();
    family.a.serviceName = null;
    family.b.serviceName = null;
    expect(await switchoverTexts(family, family.a, family.b)).toEqual([]);
  });
});

describe('the call itself refuses, whether or not it enforces the precheck,', () => {
  async function failoverReply(change: (family: FamilyWorld) => void) {
    const family = familyWorld();
    family.a.alive = false;
    change(family);
    const ocp = await startTestOcp({ world: family.world });
    const reply = await call(ocp, 'POST', `${pathOf(family.b)}/failover`, {});
    expect(ocp.model.tasks).toEqual([]);
    return [reply.status, at(reply.body, 'error', 'code')];
  }

  async function switchoverReply(change: (family: FamilyWorld) => void) {
    const family = familyWorld();
    change(family);
    const ocp = await startTestOcp({ world: family.world });
    const body = { tenantId: family.a.id, standbyTenantId: family.b.id };
    const reply = await call(ocp, 'POST', `${pathOf(family.a)}/switchover`, body);
    expect(ocp.model.tasks).toEqual([]);
    return [reply.status, at(reply.body, 'error', 'code')];
  }

  it('a failover of a locked standby, of one without a primary, and of one in the cluster of its primary', async () => {
    expect(await failoverReply(({ b }) => (b.locked = true))).toEqual([400, 'OBE26017']);
    expect(await failoverReply(({ b }) => (b.primaryTenantId = null))).toEqual([400, 'OBE26025']);
    expect(await failoverReply(({ a, b }) => Object.assign(a, { clusterId: b.clusterId }))).toEqual([400, 'OBE26017']);
  });

  it('a switchover of locked tenants and to an archive standby', async () => {
    expect(await switchoverReply(({ a }) => (a.locked = true))).toEqual([400, 'OBE26017']);
    expect(await switchoverReply(({ b }) => (b.locked = true))).toEqual([400, 'OBE26017']);
    expect(await switchoverReply(({ b }) => (b.logTransportMode = 'LOG_BACKUP'))).toEqual([400, 'OBE26001']);
  });

  it('but not what only the precheck looks at: versions and service names', async () => {
    const family = familyWorld();
    Object.assign(family.world.clusters.get(family.b.clusterId) ?? {}, { obVersion: '4.4.2.0' });
    family.b.serviceName = null;
    const ocp = await startTestOcp({ world: family.world });
    const body = { tenantId: family.a.id, standbyTenantId: family.b.id };
    expect((await call(ocp, 'POST', `${pathOf(family.a)}/switchover`, body)).status).toBe(200);
  });
});
