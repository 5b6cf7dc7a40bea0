/** What a failover does to a replication family, and to the service names in it. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { familyOf } from '../../../src/simulators/ocp/world/families.ts';
import type { OcpModel } from '../../../src/simulators/ocp/world/model.ts';
import { retryTask } from '../../../src/simulators/ocp/tasks/remedies.ts';
import type { Tenant } from '../../../src/simulators/ocp/world/world.ts';
import { type FamilyWorld, familyWorld, pathOf } from './family-world.ts';
import { at, call, finish, list, startTestOcp, statuses, stepNamed, testModel, tick } from './support.ts';

const nameOf = ({ serviceName }: Tenant) => serviceName && `${serviceName.name} ${serviceName.status}`;
const namesIn = ({ a, b, c, d, e }: FamilyWorld) => [a, b, c, d, e].map(nameOf);

function failOver(family: FamilyWorld, standby: Tenant, serviceName: string | null) {
  const model = testModel({}, family.world);
  const task = model.startFailover({ standby, serviceName, creator: 'admin' });
  finish(model, task);
  return { model, task };
}

describe('after a failover of B in A → {B → C, D, E}', () => {
  it('(B, C) is a family of its own and holds the name VALID; (A, D, E) stays together, INVALID on all of them', () => {
    const family = familyWorld();
    const { a, b, c, d, e } = family;
    a.alive = false;
    expect(failOver(family, b, 'SVC_A').task.status).toBe('SUCCESSFUL');
    expect([a, b, c, d, e].map(({ role, primaryTenantId }) => [role, primaryTenantId])).toEqual([
      ['PRIMARY', null],
      ['PRIMARY', null],
      ['STANDBY', b.id],
      ['STANDBY', a.id],
      ['STANDBY', a.id],
    ]);
    expect(namesIn(family)).toEqual(['SVC_A INVALID', 'SVC_A VALID', 'SVC_A VALID', 'SVC_A INVALID', 'SVC_A INVALID']);
  });

  it('C keeps the name even when B was given none: two unrelated groups never hold it VALID at once', () => {
    const family = familyWorld();
    family.a.alive = false;
    failOver(family, family.b, null);
    expect(namesIn(family)).toEqual(['SVC_A INVALID', null, 'SVC_A VALID', 'SVC_A INVALID', 'SVC_A INVALID']);
  });

  it('look-ups and lists tell who holds the name that is INVALID', async () => {
    const family = familyWorld();
    const ocp = await startTestOcp({ world: family.world, settings: { staleMs: 0 } });
    family.a.alive = false;
    ocp.model.startFailover({ standby: family.b, serviceName: 'SVC_A', creator: 'admin' });
    ocp.clock.move(60_000);
    const details = (await call(ocp, 'GET', pathOf(family.d))).body;
    expect(at(details, 'data', 'serviceNameInfo')).toMatchObject({
      serviceName: 'SVC_A',
      serviceNameStatus: 'INVALID',
      conflictTenant: { tenantId: family.b.id, tenantName: 'b', role: 'PRIMARY' },
    });
    const all = list((await call(ocp, 'GET', '/api/v2/ob/tenants?size=100')).body, 'data', 'contents');
    const infoOf = (name: string) =>
      at(
        all.find((tenant) => at(tenant, 'name') === name),
        'serviceNameInfo',
      );
    expect(at(infoOf('e'), 'conflictTenant', 'tenantName')).toBe('b');
    expect(infoOf('c')).toEqual({ serviceName: 'SVC_A', serviceNameStatus: 'VALID' });
  });
});

describe('a failover of the tail of a chain while the root serves', () => {
  it('takes the name from everybody who does not follow it, the serving root included', () => {
    const family = familyWorld();
    const { a, b, c } = family;
    b.alive = false;
    failOver(family, c, 'SVC_A');
    expect([a, b, c].map(({ role }) => role)).toEqual(['PRIMARY', 'STANDBY', 'PRIMARY']);
    expect(namesIn(family)).toEqual([
      'SVC_A INVALID',
      'SVC_A INVALID',
      'SVC_A VALID',
      'SVC_A INVALID',
      'SVC_A INVALID',
    ]);
  });
});

describe('a service name that an unrelated tenant holds VALID', () => {
  it('fails step 4, after the point of no return: the standby is a primary without a name', () => {
    const family = familyWorld();
    family.a.alive = false;
    const { task } = failOver(family, family.b, 'SVC_OTHER');
    expect(task.status).toBe('FAILED');
    expect(statuses(task)).toEqual(['SUCCESSFUL', 'SUCCESSFUL', 'SUCCESSFUL', 'FAILED', 'PENDING']);
    expect(stepNamed(task, 'Create tenant service name').log.join('')).toContain(
      'The service name SVC_OTHER is used by tenant other of cluster other.',
    );
    expect([family.b.role, nameOf(family.b), nameOf(family.other)]).toEqual(['PRIMARY', null, 'SVC_OTHER VALID']);
  });

  it('is held by a sibling that was failed over before: the second failover with that name fails there, too', () => {
    const family = familyWorld();
    family.a.alive = false;
    failOver(family, family.d, 'SVC_A');
    const { task } = failOver(family, family.b, 'SVC_A');
    expect([task.status, family.b.role, family.d.role]).toEqual(['FAILED', 'PRIMARY', 'PRIMARY']);
    expect([nameOf(family.d), nameOf(family.b)]).toEqual(['SVC_A VALID', null]);
  });

  it('lets the step succeed once it is free', () => {
    const family = familyWorld();
    family.a.alive = false;
    const { model, task } = failOver(family, family.b, 'SVC_OTHER');
    family.other.serviceName = null;
    family.otherStandby.serviceName = null;
    retryTask(task);
    finish(model, task);
    expect([task.status, nameOf(family.b)]).toEqual(['SUCCESSFUL', 'SVC_OTHER VALID']);
  });

  it('cannot be given by the back door either', async () => {
    const family = familyWorld();
    const ocp = await startTestOcp({ world: family.world });
    const body = { serviceName: { name: 'SVC_OTHER', status: 'VALID' } };
    expect((await call(ocp, 'POST', `/admin/tenants/${family.b.id}`, body)).status).toBe(409);
    expect((await call(ocp, 'POST', `/admin/tenants/${family.otherStandby.id}`, body)).status).toBe(200);
  });

  it('is free for the former group, which loses it', () => {
    const family = familyWorld();
    family.a.alive = false;
    family.d.serviceName = { name: 'SVC_D', status: 'VALID' };
    expect(failOver(family, family.b, 'SVC_D').task.status).toBe('SUCCESSFUL');
    expect([nameOf(family.b), nameOf(family.d)]).toEqual(['SVC_D VALID', 'SVC_D INVALID']);
  });
});

describe('whatever is failed over, one after the other or at once', () => {
  const move = fc.record({
    standby: fc.constantFrom('b', 'c', 'd', 'e', 'otherStandby'),
    serviceName: fc.constantFrom(null, 'SVC_A', 'SVC_OTHER', 'SVC_NEW'),
    ticks: fc.nat({ max: 25 }),
  } as const);

  it('two unrelated tenants never hold one service name VALID', () => {
    fc.assert(
      fc.property(fc.array(move, { maxLength: 8 }), (moves) => {
        const family = familyWorld();
        const model = testModel({}, family.world);
        for (const { standby, serviceName, ticks } of moves) {
          const tenant = family[standby];
          if (tenant.role === 'STANDBY') model.startFailover({ standby: tenant, serviceName, creator: 'admin' });
          for (let count = 0; count < ticks; count += 1) {
            tick(model, 1);
            expect(sharedNames(model)).toEqual([]);
          }
        }
      }),
      { numRuns: 200, seed: 20_260_302 },
    );
  });

  function sharedNames({ world }: OcpModel): string[] {
    const holders = [...world.tenants.values()].filter(({ serviceName }) => serviceName?.status === 'VALID');
    return holders.flatMap((one) => {
      const related = familyOf(world, one);
      const rival = holders.find((other) => !related.has(other) && other.serviceName?.name === one.serviceName?.name);
      return rival ? [`${one.name} and ${rival.name}: ${one.serviceName?.name ?? ''}`] : [];
    });
  }
});
