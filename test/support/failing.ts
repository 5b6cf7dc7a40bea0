/** A task that fails or hangs at one of its steps, and what people then click about it. */
import { sign } from '../../src/simulators/slack/http/deliver.ts';
import type { Message } from '../../src/simulators/slack/model/workspace.ts';
import type { RemedyKind } from '../../src/task/remedy-kinds.ts';
import { openForm } from '../slack/forms/support.ts';
import { cardNow, cardsIn, click, type Driven, eventually, logOf, posts, threadLines } from './driven.ts';
import { buttonsOf, people, secrets } from './world.ts';

export const steps = {
  failover: [
    'Reset log restore source',
    'Failover to primary tenant',
    'Upgrade tenant data version',
    'Create tenant service name',
    'Update primary tenant info task',
  ],
  switchover: [
    'Prepare switchover tenant',
    'Create standby tenant read only user',
    'Wait all relation tenants accessible',
    'Switch primary tenant to standby',
    'Switchover standby tenant to primary',
    'Reset log restore source',
    'Update log restore source',
    'Restart tenant service name if started',
    'Update tenant role in meta',
    'Reset switchover tenant info',
  ],
} as const;

export type Kind = keyof typeof steps;

/** The first step of each graph that forbids a rollback once it has started, and every step that is never skipped. */
export const noReturn = { failover: 2, switchover: 5 } as const;
export const neverSkipped: Readonly<Record<Kind, readonly number[]>> = { failover: [2, 5], switchover: [4, 5] };

/** Every step of a graph, numbered. */
export const numbered = (kind: Kind) => steps[kind].map((name, at) => [at + 1, name] as const);

/** Steps take one tick of OCP: the tests wait for people, not for work. */
export const quick = { stepTicks: 1 };

/** Approved, and about to be called; the card. Faults may still be put in its way. */
export async function called(world: Driven, kind: Kind, tenant = 'orders'): Promise<Message> {
  world.ocp.model.changeSettings(quick);
  const view = await openForm(world, kind === 'failover' ? '/failover' : '/switchover', tenant);
  await world.slack.as(people.mei).type(view, 'reason', 'hangzhou is down');
  const submitted = await world.slack.as(people.mei).submit(view);
  if (!submitted.ok) throw new Error(`the form was answered ${JSON.stringify(submitted)}`);
  const card = await world.until(() => cardsIn(world).find((one) => buttonsOf(one).includes('approve')));
  await click(world, card, 'approve');
  return card;
}

/** The task has failed at a step, and the card says so. */
export async function failedAt(world: Driven, kind: Kind, step: string): Promise<Message> {
  const card = await called(world, kind);
  world.ocp.model.addFault({ kind: 'subtask', subtask: step, outcome: 'fail', message: 'Injected fault.' });
  await failed(world, card);
  return card;
}

export async function failed(world: Driven, card: Message): Promise<void> {
  await world.until(() => world.ocp.model.tasks[0]?.status === 'FAILED', { stepMs: 6_000, tries: 60 });
  await world.until(() => offered(world, card).some((button) => ['retry', 'rollback', 'skip'].includes(button)), {
    stepMs: 6_000,
  });
}

/** The step runs and runs, and a quarter of its time-out has gone by: long enough to be cancelled. */
export async function hangsAt(world: Driven, kind: Kind, step: string, takesEffect = false): Promise<Message> {
  const card = await called(world, kind);
  world.ocp.model.addFault({ kind: 'subtask', subtask: step, outcome: 'hang', takesEffect });
  await world.until(() => stepNow(world, step)?.status === 'RUNNING', { stepMs: 2_000 });
  const stepMs = Math.max(5_000, (stepNow(world, step)?.timeout ?? 0) * 50);
  await world.until(() => offered(world, card).includes('cancel'), { stepMs });
  return card;
}

/** Proposed by one, agreed to by another; not sent yet. */
export async function agreeTo(world: Driven, card: Message, remedy: RemedyKind): Promise<void> {
  await click(world, card, remedy, people.mei);
  await world.until(() => offered(world, card).includes('approve'));
  await click(world, card, 'approve', people.sofia);
}

/** Proposed by one, agreed to by another, and sent. */
export async function agree(world: Driven, card: Message, remedy: RemedyKind): Promise<void> {
  await agreeTo(world, card, remedy);
  await world.tick();
}

/** A click on a button that the card does not show: as signed by Slack, for what a client may send all the same. */
export async function press(world: Driven, card: Message, action: RemedyKind, by: string): Promise<void> {
  const sent = world.slack.journal.entries.findLast(({ name, raw }) => name === 'block_actions' && raw !== null);
  const raw = new URLSearchParams(sent?.raw?.body ?? '').get('payload') ?? '';
  const round = /"round:\d+"/.exec(JSON.stringify(cardNow(world, card).blocks))?.[0] ?? '';
  const payload = raw
    .replace(/"action_id":"\w+"/g, `"action_id":"${action}"`)
    .replace(/"block_id":"round:\d+"/g, `"block_id":${round}`)
    .replace(/"user":\{"id":"\w+"/, `"user":{"id":"${by}"`)
    .replace(/"trigger_id":"([^"]+)"/, `"trigger_id":"$1.${action}"`)
    .replace(/"action_ts":"[\d.]+"/, `"action_ts":"${world.clock.now() / 1_000}"`);
  const body = new URLSearchParams({ payload }).toString();
  const seconds = Math.floor(world.clock.now() / 1_000);
  const answer = await fetch(`http://127.0.0.1:${world.bot().port}/slack/events`, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': String(seconds),
      'x-slack-signature': sign(secrets.signingSecret, seconds, body),
    },
  });
  if (answer.status !== 200) throw new Error(`${action} was answered ${answer.status}`);
  const done = ['remedy_proposed', 'click_refused'];
  await eventually(() => logOf(world).some(({ event }) => done.includes(event)));
}

/** How the request ended, once it has. */
export function outcome(world: Driven): Promise<unknown> {
  const ended = () => logOf(world).find(({ event }) => event === 'ended');
  return world.until(() => ended()?.['outcome'], { stepMs: 6_000, tries: 60 });
}

/** The buttons on the card, in order of their names. */
export function offered(world: Driven, card: Message): string[] {
  return buttonsOf(cardNow(world, card)).sort();
}

/** What OCP was told to do about a task. */
export function remedyPosts(world: Driven): string[] {
  return posts(world).flatMap(({ path }) => (/\/(retry|rollback|skip|cancel)$/.test(path) ? [path] : []));
}

export function thread(world: Driven, card: Message): string {
  return threadLines(world, card).join('\n');
}

export function stepNow(world: Driven, name: string) {
  return world.ocp.model.tasks[0]?.subtasks.find((subtask) => subtask.name === name);
}

/** The roles that the tenants of this name really have. */
export function rolesOf(world: Driven, name = 'orders'): string[] {
  const tenants = [...world.ocp.model.world.tenants.values()].filter((one) => one.name === name);
  return tenants.map(({ role }) => role).sort();
}
