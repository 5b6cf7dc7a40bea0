/** OCP in multi-cluster mode: a tenant's other half may be under another OCP, where it carries ids of somebody else here. */
import { afterEach, describe, expect, it } from 'vitest';
import { twoOcpWorld } from '../../src/simulators/ocp/world/default-world.ts';
import type { Message } from '../../src/simulators/slack/model/workspace.ts';
import { asked, openForm, pick, tenantAt } from '../slack/forms/support.ts';
import {
  cardNow,
  cardsIn,
  cardWords,
  click,
  type Driven,
  eventsOf,
  posts,
  startDriven,
  threadLines,
} from '../support/driven.ts';
import { buttonsOf, people, wordsOf } from '../support/world.ts';

let world: Driven;
afterEach(() => world.close());

const HERE = 100_001;
const GZ = 100_002;

async function start(options: { reticent?: boolean } = {}): Promise<void> {
  world = await startDriven({ ocpWorld: twoOcpWorld(options) });
}

const tenant = (name: string, cluster: string) => tenantAt(world, name, cluster);

/** `clusterId:tenantId:standbyTenantId` as OCP tells the ids here. */
function keyOf(name: string, cluster: string, behind = ''): string {
  const primary = tenant(name, 'hz-prod');
  const standby = tenant(name, cluster);
  return `${primary.clusterId}:${primary.id}:${standby.idThere ?? standby.id}${behind}`;
}

/** The card once it can be approved, or once the request has ended. */
async function ask(...keys: readonly string[]): Promise<Message> {
  const view = await pick(world, await openForm(world, '/switchover'), keys);
  await world.slack.as(people.mei).type(view, 'reason', 'maintenance');
  const submitted = await world.slack.as(people.mei).submit(view);
  if (!submitted.ok) throw new Error(`the form was answered ${JSON.stringify(submitted)}`);
  return world.until(() =>
    cardsIn(world).find((one) => buttonsOf(one).some((id) => id === 'approve' || id === 'record')),
  );
}

async function approve(card: Message): Promise<void> {
  await click(world, card, 'approve', people.arun);
  await world.until(() => eventsOf(world).includes('ended'), { stepMs: 3_000 });
  await world.tick();
}

/** Reads of a tenant by the ids that it has here. */
function readsOf(name: string, cluster: string): string[] {
  const { clusterId, id } = tenant(name, cluster);
  const path = `/clusters/${clusterId}/tenants/${id}`;
  return world.ocp.model.journal.entries.flatMap((entry) => (entry.path.endsWith(path) ? [entry.path] : []));
}

/** Looks into the task list for what runs on a tenant by the ids that it has here. */
function tasksAskedOf(name: string, cluster: string): string[] {
  const { id } = tenant(name, cluster);
  const query = new RegExp(`/tasks/instances\\?.*tenantId=${id}(&|$)`);
  return world.ocp.model.journal.entries.flatMap(({ path }) => (query.test(path) ? [path] : []));
}

const bodies = (suffix: string) => asked(world, suffix).map(({ body }) => body);

describe('a switchover to a standby under another OCP', () => {
  it('is offered with the OCP that manages the standby', async () => {
    await start();
    const view = await openForm(world, '/switchover', 'billing');
    const { options } = await world.slack.as(people.mei).search(view, 'pairs', '');
    expect(JSON.stringify(options)).toContain('under ocp-gz, standby billing');
  });

  it('says on the card what was not read, and asks OCP with the id of the other one', async () => {
    await start();
    const card = await ask(keyOf('billing', 'gz-prod', `:${GZ}`));
    const said = cardWords(world, card);
    expect(said).toContain(
      "*Not read:* billing on gz-prod is under OCP ocp-gz (id 100002). Its role and status are what this OCP's record says; its tasks are unknown here.",
    );
    expect(said).toContain('billing on hz-prod PRIMARY, status NORMAL; billing on gz-prod STANDBY, status NORMAL');
    const { id } = tenant('billing', 'hz-prod');
    const item = { tenantId: id, standbyTenantId: tenant('tools', 'hz-tools').id, standbyOcpClusterId: GZ };
    expect(new Set(bodies('/switchoverPreCheck').map((body) => JSON.stringify(body)))).toEqual(
      new Set([JSON.stringify(item)]),
    );
    await approve(card);
    expect(bodies('/switchover')).toEqual([item]);
  });

  it('ends with what was proven here and what was not verified there', async () => {
    await start();
    const card = await ask(keyOf('billing', 'gz-prod', `:${GZ}`));
    await approve(card);
    expect(tenant('billing', 'hz-prod').role).toBe('STANDBY');
    expect(tenant('billing', 'gz-prod').role).toBe('PRIMARY');
    const said = cardWords(world, card);
    expect(said).toContain('*billing on hz-prod is a standby now:* its role was read back from OCP.');
    expect(said).toContain(
      '*Not verified:* billing on gz-prod is under OCP ocp-gz (id 100002) and was not read there.',
    );
    expect(said).not.toContain('Both roles were read back');
    expect(said).toContain('Look at billing on gz-prod in OCP ocp-gz (id 100002): it must be primary there.');
    expect(said).toContain('To go back, request a switchover at OCP ocp-gz (id 100002)');
    expect(threadLines(world, card).join('\n')).toContain(
      'billing on gz-prod as PRIMARY by its record alone, for it is under OCP ocp-gz (id 100002)',
    );
  });

  it('never reads its namesake here, whose ids it carries there', async () => {
    await start();
    await approve(await ask(keyOf('billing', 'gz-prod', `:${GZ}`)));
    expect(readsOf('tools', 'hz-tools')).toEqual([]);
    expect(tasksAskedOf('tools', 'hz-tools')).toEqual([]);
    expect(tasksAskedOf('billing', 'hz-prod')).not.toEqual([]);
    expect(tenant('tools', 'hz-tools').role).toBe('PRIMARY');
  });

  it('is in doubt while the record of this OCP says that the other one is no primary', async () => {
    await start();
    const card = await ask(keyOf('billing', 'gz-prod', `:${GZ}`));
    await click(world, card, 'approve', people.arun);
    await world.until(() => world.ocp.model.tasks[0]?.status === 'SUCCESSFUL', { stepMs: 1_000 });
    tenant('billing', 'gz-prod').role = 'STANDBY';
    await world.pass(4 * 60_000, 30_000);
    expect(eventsOf(world)).toContain('role_doubted');
    expect(eventsOf(world)).not.toContain('ended');
    tenant('billing', 'gz-prod').role = 'PRIMARY';
    await world.until(() => eventsOf(world).includes('ended'), { stepMs: 10_000 });
    expect(cardWords(world, card)).toContain('*Not verified:*');
  });

  it.each([
    ['billing', 'whose namesake here is a primary'],
    ['ledger', 'whose namesake here is another standby of the same primary'],
  ])('is not for one that OCP does not name beside its primary any more: %s, %s', async (name) => {
    await start();
    const view = await pick(world, await openForm(world, '/switchover'), [keyOf(name, 'gz-prod', `:${GZ}`)]);
    await world.slack.as(people.mei).type(view, 'reason', 'maintenance');
    tenant(name, 'gz-prod').primaryTenantId = null;
    await world.slack.as(people.mei).submit(view);
    await world.until(() => eventsOf(world).includes('ended'));
    await world.tick();
    expect(cardWords(world, cardNow(world, cardsIn(world)[0] ?? never()))).toContain('*Not possible as requested*');
    expect(posts(world)).toEqual([]);
  });
});

describe('a switchover inside this OCP, in multi-cluster mode', () => {
  it('sends the id of this OCP, reads both roles back and says nothing else', async () => {
    await start();
    const card = await ask(keyOf('ledger', 'hz-tools'));
    expect(cardWords(world, card)).not.toContain('Not read');
    await approve(card);
    expect(bodies('/switchover')).toMatchObject([{ standbyOcpClusterId: HERE }]);
    expect(cardWords(world, card)).toContain('Both roles were read back from OCP.');
    expect(tenant('ledger', 'hz-tools').role).toBe('PRIMARY');
  });

  it('names the service name that the primary itself tells, for the precheck of a switchover names none', async () => {
    await start();
    // A pair with different names, or with a name on one side only, is blocked by the precheck.
    for (const cluster of ['hz-prod', 'hz-tools'])
      tenant('ledger', cluster).serviceName = { name: 'ledger_rw', status: 'VALID' };
    const card = await ask(keyOf('ledger', 'hz-tools'));
    await approve(card);
    expect(cardWords(world, card)).toContain('Check that applications using service name ledger_rw have followed');
  });

  it('is told apart from the standby that carries the same ids under the other OCP', async () => {
    await start();
    const card = await ask(keyOf('ledger', 'gz-prod', `:${GZ}`));
    expect(cardWords(world, card)).toContain('*Not read:* ledger on gz-prod');
    await approve(card);
    expect(bodies('/switchover')).toMatchObject([{ standbyOcpClusterId: GZ }]);
    expect(tenant('ledger', 'gz-prod').role).toBe('PRIMARY');
    expect(tenant('ledger', 'hz-tools').role).toBe('STANDBY');
  });

  it('shares one call with a pair that reaches into the other OCP, each with its own id', async () => {
    await start();
    const pairs = [
      keyOf('billing', 'gz-prod', `:${GZ}`),
      keyOf('ledger', 'hz-tools'),
      keyOf('payroll', 'gz-prod', `:${GZ}`),
    ];
    const card = await ask(...pairs);
    for (const name of ['billing', 'payroll'])
      expect(cardWords(world, card)).toContain(`${name} on gz-prod is under OCP ocp-gz (id 100002), not read there`);
    await approve(card);
    expect(bodies('/tenants/switchover')).toMatchObject([
      { tenantParamList: [GZ, HERE, GZ].map((standbyOcpClusterId) => ({ standbyOcpClusterId })) },
    ]);
    const said = cardWords(world, card);
    expect(said).toContain(
      '*Not verified,* because another OCP manages them: billing on gz-prod and payroll on gz-prod.',
    );
    expect(said).toContain('To go back, request another switchover');
  });
});

describe('an OCP that does not tell which one it is itself', () => {
  it('is believed of a standby here that names its primary in turn', async () => {
    await start({ reticent: true });
    const card = await ask(keyOf('ledger', 'hz-tools'));
    expect(cardWords(world, card)).not.toContain('Not read');
    await approve(card);
    expect(cardWords(world, card)).toContain('Both roles were read back from OCP.');
  });

  it('is not believed of the namesake of a standby under another OCP', async () => {
    await start({ reticent: true });
    const card = await ask(keyOf('billing', 'gz-prod', `:${GZ}`));
    expect(cardWords(world, card)).toContain('*Not read:* billing on gz-prod is under OCP ocp-gz');
    expect(cardWords(world, card)).toContain('billing on gz-prod STANDBY, status NORMAL');
    await approve(card);
    expect(cardWords(world, card)).toContain('*Not verified:* billing on gz-prod');
  });
});

describe('a failover of a standby whose primary is under another OCP', () => {
  it('says that the primary was not read, and does not take its namesake here for it', async () => {
    await start();
    tenant('audit', 'gz-prod').alive = false;
    const view = await openForm(world, '/failover', 'audit');
    await world.slack.as(people.mei).type(view, 'reason', 'guangzhou is down');
    await world.slack.as(people.mei).submit(view);
    const card = await world.until(() => cardsIn(world).find((one) => buttonsOf(one).includes('approve')));
    const said = wordsOf(card.blocks);
    expect(said).toContain('*Primary now:* audit on gz-prod, status UNAVAILABLE, role PRIMARY as OCP last knew it.');
    expect(said).toContain('*Not read:* audit on gz-prod is under OCP ocp-gz (id 100002).');
    expect(readsOf('reports', 'hz-tools')).toEqual([]);
    await approve(card);
    expect(cardWords(world, card)).toContain('*audit on hz-prod is primary now.* Its role was read back from OCP.');
  });
});

function never(): never {
  throw new Error('no card');
}
