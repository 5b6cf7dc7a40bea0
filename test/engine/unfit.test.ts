/** Tenants that have not the roles an operation is for: not put before approvers, not called, whatever OCP's precheck says. */
import { afterEach, describe, expect, it } from 'vitest';
import type { Tenant } from '../../src/simulators/ocp/world/world.ts';
import type { Message } from '../../src/simulators/slack/model/workspace.ts';
import {
  cardsIn,
  cardWords,
  click,
  type Driven,
  eventsOf,
  fillForm,
  hears,
  posts,
  privately,
  request,
  standbyOf,
  startDriven,
  threadLines,
} from '../support/driven.ts';
import { buttonsOf, decisionsOf, people, wordsOf } from '../support/world.ts';
import { openForm, tenantAt } from '../slack/forms/support.ts';

let world: Driven;
afterEach(() => world.close());

/** The precheck of this OCP looks at lag and reachability alone, as far as the documents show any. */
const ocp = { precheckRoles: false };

/** Something happens between the form's last look and the request's first reading. */
async function askedWhile(happens: () => void): Promise<Message> {
  const view = await fillForm(world);
  happens();
  await world.slack.as(people.mei).submit(view);
  const card = await world.until(() => cardsIn(world)[0]);
  await world.until(() => eventsOf(world).includes('ended'));
  await world.tick();
  return card;
}

async function pairAskedWhile(happens: () => void): Promise<Message> {
  const view = await openForm(world, '/switchover', 'orders');
  await world.slack.as(people.mei).type(view, 'reason', 'maintenance');
  happens();
  await world.slack.as(people.mei).submit(view);
  const card = await world.until(() => cardsIn(world)[0]);
  await world.until(() => eventsOf(world).includes('ended'));
  await world.tick();
  return card;
}

function becomes(tenant: Tenant, role: Tenant['role']): void {
  tenant.role = role;
}

const payments = () => standbyOf(world, 'payments');

describe('a failover of a tenant that is primary already', () => {
  it('ends with the reason on the card and in the thread, and nobody can approve it', async () => {
    world = await startDriven({ ocp });
    const standby = payments();
    const card = await askedWhile(() => becomes(standby, 'PRIMARY'));
    expect(eventsOf(world)).toEqual(['requested', 'inspected', 'ended']);
    expect(cardWords(world, card)).toContain('*Not possible as requested*');
    expect(cardWords(world, card)).toContain(
      'The tenants do not have the roles that this is for. Nothing was sent to OCP.',
    );
    const reason = 'OCP shows payments on sh-prod as PRIMARY, and this is only for a STANDBY.';
    expect(cardWords(world, card)).toContain(reason);
    expect(threadLines(world, card).join('\n')).toContain(reason);
    expect(decisionsOf(card)).toEqual([]);
    await world.pass(60_000, 10_000);
    expect(posts(world)).toEqual([]);
  });

  it('is told to whoever asked, privately and in their language', async () => {
    world = await startDriven({ ocp });
    Object.assign(world.slack.model.users.get(people.mei) ?? {}, { locale: 'zh-CN' });
    const view = await openForm(world, '/failover', 'payments');
    await world.slack.waitFor(() => wordsOf(world.slack.view(people.mei)?.blocks ?? []).includes('预检查：') || null);
    await world.slack.as(people.mei).type(view, 'reason', '杭州故障');
    becomes(payments(), 'PRIMARY');
    await world.slack.as(people.mei).submit(view);
    await world.until(() => eventsOf(world).includes('ended'));
    await hears(world, people.mei, '无法按申请执行');
    await hears(world, people.mei, 'OCP 显示 集群 sh-prod 的 payments 的角色为 PRIMARY，而此操作只适用于 STANDBY。');
    expect(privately(world, people.arun)).toBe('');
  });

  it('can be asked again, once it is a standby', async () => {
    world = await startDriven({ ocp });
    const standby = payments();
    const card = await askedWhile(() => becomes(standby, 'PRIMARY'));
    expect(buttonsOf(cardsIn(world)[0] ?? card)).toContain('ask_again');
    becomes(standby, 'STANDBY');
    await request(world);
    expect(eventsOf(world).slice(-2)).toEqual(['requested', 'inspected']);
  });
});

describe('a failover of a tenant that follows another one by now', () => {
  it('is not put before approvers, whose rules would not be those of that one', async () => {
    world = await startDriven({ ocp });
    const catalog = tenantAt(world, 'catalog', 'sh-prod');
    const standby = payments();
    const card = await askedWhile(() => {
      standby.primaryTenantId = catalog.id;
    });
    const reason = 'OCP shows catalog on sh-prod above payments on sh-prod, and this request does not name it';
    expect(cardWords(world, card)).toContain('OCP names another primary than this request does.');
    expect(cardWords(world, card)).toContain(reason);
    await hears(world, people.mei, reason);
    expect(decisionsOf(card)).toEqual([]);
  });

  it('further up counts as well', async () => {
    world = await startDriven({ ocp });
    const primary = tenantAt(world, 'payments', 'hz-prod');
    const card = await askedWhile(() => {
      primary.primaryTenantId = tenantAt(world, 'catalog', 'sh-prod').id;
    });
    expect(cardWords(world, card)).toContain('OCP shows catalog on sh-prod above payments on sh-prod');
    expect(posts(world)).toEqual([]);
  });
});

it('what OCP’s own precheck forbids is told privately as well, in OCP’s words', async () => {
  world = await startDriven();
  await askedWhile(() => {
    for (const tenant of world.ocp.model.world.tenants.values()) tenant.alive = true;
  });
  await hears(world, people.mei, 'has ended: refused by ocp');
  await hears(world, people.mei, 'the primary tenant can still be connected');
});

describe('a switchover', () => {
  const pairOf = () => ({
    primary: tenantAt(world, 'orders', 'hz-prod'),
    standby: tenantAt(world, 'orders', 'sh-prod'),
  });

  it('of a pair that somebody has switched over meanwhile is not for either of them', async () => {
    world = await startDriven({ ocp, hangzhouDown: false });
    const { primary, standby } = pairOf();
    const card = await pairAskedWhile(() => {
      becomes(primary, 'STANDBY');
      becomes(standby, 'PRIMARY');
    });
    expect(cardWords(world, card)).toContain('OCP shows orders on hz-prod as STANDBY, and this is only for a PRIMARY.');
    expect(cardWords(world, card)).toContain('OCP shows orders on sh-prod as PRIMARY, and this is only for a STANDBY.');
    expect(posts(world)).toEqual([]);
  });

  it('of a standby that follows another primary by now is not for that pair', async () => {
    world = await startDriven({ ocp, hangzhouDown: false });
    const { standby } = pairOf();
    const card = await pairAskedWhile(() => {
      standby.primaryTenantId = tenantAt(world, 'catalog', 'sh-prod').id;
    });
    expect(cardWords(world, card)).toContain(
      "OCP shows orders on sh-prod as a standby of catalog on sh-prod, not of this pair's primary.",
    );
    expect(posts(world)).toEqual([]);
  });
});

it('a role that changes after the approval: nothing is sent for it, also when it is approved as it is now', async () => {
  world = await startDriven({ ocp });
  const card = await request(world);
  const standby = payments();
  await click(world, card, 'approve');
  becomes(standby, 'PRIMARY');
  await world.until(() => eventsOf(world).includes('returned'));
  await world.until(() => cardWords(world, card).includes('this is only for a STANDBY'));
  await click(world, card, 'approve', people.sofia);
  await world.pass(30_000, 5_000);
  expect(eventsOf(world).slice(-2)).toEqual(['approved', 'returned']);
  expect(posts(world)).toEqual([]);
});

it('a primary that OCP’s record still shows as running is pointed out to the approvers', async () => {
  world = await startDriven({ ocp: { staleMs: 60_000 }, hangzhouDown: false });
  for (const tenant of world.ocp.model.world.tenants.values())
    if (tenant.name === 'payments' && tenant.role === 'PRIMARY') tenant.alive = false;
  const card = await request(world);
  expect(cardWords(world, card)).toContain('*Verify first:*');
  expect(cardWords(world, card)).toContain('still lists payments on hz-prod as a running primary');
});
