/** The region is gone, and with it the primary of the bot's own store: two replicas go on with its synchronous standby. */
import { expect, it } from 'vitest';
import { cards, checkStore, nameOf, posts, settled } from '../support/kills.ts';
import { startServerPair } from '../support/postgres-pair.ts';
import { until } from '../support/process.ts';
import { approver, askStubbornly, decideUntilTold } from '../support/process-world.ts';
import { startReplicaWorld } from '../support/replicas.ts';
import { buttonsOf } from '../support/world.ts';

it('the store’s primary is lost while a call is on its way: nothing is lost with it, and nothing is sent twice', async ({
  onTestFinished,
}) => {
  const pair = await startServerPair();
  const world = await startReplicaWorld({ database: pair.database });
  onTestFinished(() => world.close());
  for (const one of world.replicas) await one.start();
  const [lane] = world.lanes;
  if (!lane) throw new Error('no lane');
  const flow = { world, lane, tenant: nameOf(1), id: await askStubbornly(world, lane, nameOf(1)) };
  await world.slack.waitFor(() => cards(flow).some((card) => buttonsOf(card).includes('approve')));

  world.ocp.model.addFault({ kind: 'reply', outcome: 'delay', delayMs: 1_500 });
  const told = decideUntilTold(world, lane, flow.id);
  await until(() => posts(flow).length > 0);
  pair.lose();
  // OCP answers a bot that cannot write it down.
  await until(() => posts(flow)[0]?.outcome === 'answered');
  const typed = await world.slack.as(lane.requester).slash('/failover', nameOf(2), lane.channel);
  expect(typed, 'what cannot be written down is not taken').toMatchObject({ ok: false });
  expect((await world.slack.as(approver).slash('/failover', 'help', lane.channel)).ok).toBe(true);
  const log = () => world.replicas.map((one) => one.bot().output()).join('');
  await until(() => log().includes('"code":"store_unreachable"'), { what: 'a word of the lost store' });
  await pair.promote();

  await told;
  await settled([flow]);
  await until(() => log().includes('"event":"loop_recovered"'), { what: 'a word of its return' });
  expect(world.replicas.map((one) => one.isRunning())).toEqual([true, true]);
  for (const one of world.replicas) {
    expect(await one.bot().terminate(), one.bot().output()).toEqual({ code: 0, signal: null });
  }
  await checkStore([flow], world.store);
});
