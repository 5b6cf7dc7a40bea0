/** A world whose time only the test moves, and whose engine only the test turns. */
import { setTimeout as wait } from 'node:timers/promises';
import type { JournalEntry } from '../../src/simulators/ocp/tasks/journal.ts';
import type { NewFault } from '../../src/simulators/slack/http/faults.ts';
import type { Tenant } from '../../src/simulators/ocp/world/world.ts';
import type { Message, View } from '../../src/simulators/slack/model/workspace.ts';
import { type ManualClock, manualClock } from './clock.ts';
import type { Asked } from './person.ts';
import { buttonsOf, cardIn, channels, people, startWorld, type World, type WorldOptions, wordsOf } from './world.ts';

export interface Driven extends World {
  readonly clock: ManualClock;
  /** Every part of the engine, once. */
  tick(): Promise<void>;
  /** Time goes by in steps, with one tick after each. */
  pass(ms: number, stepMs?: number): Promise<void>;
  /** Ticks, `stepMs` apart, until it is so; fails with what Slack shows after `tries`. */
  until<T>(look: () => T | null | undefined | false, options?: { stepMs?: number; tries?: number }): Promise<T>;
}

export async function startDriven(
  options: Omit<WorldOptions, 'clock' | 'selfDriven'> & { readonly clock?: ManualClock } = {},
): Promise<Driven> {
  const clock = options.clock ?? manualClock();
  const world = await startWorld({ ...options, clock, selfDriven: false });
  // OCP's own pace: one engine tick a second.
  world.ocp.model.changeSettings({ tickMs: 1_000, stepTicks: 2 });
  const tick = () => world.bot().tick();
  return {
    ...world,
    clock,
    tick,
    async pass(ms, stepMs = 1_000) {
      for (let gone = 0; gone < ms; gone += stepMs) {
        clock.advance(stepMs);
        await tick();
      }
    },
    async until(look, { stepMs = 0, tries = 80 } = {}) {
      for (let tried = 0; tried < tries; tried += 1) {
        const seen = look();
        if (seen) return seen;
        if (stepMs > 0) clock.advance(stepMs);
        await tick();
        await wait(1);
      }
      throw new Error(`it never came: ${String(look)}\n${screen(world)}\n${world.logLines.slice(-15).join('')}`);
    },
  };
}

/** Opens the form and fills it, but for the last button. */
export async function fillForm(world: World, asked: Asked = {}): Promise<View> {
  const { slack } = world;
  const by = asked.by ?? people.mei;
  const answer = await slack.as(by).slash('/failover', asked.tenant ?? 'payments', asked.channel ?? channels.incident);
  if (!answer.ok) throw new Error(`the command was answered ${JSON.stringify(answer)}`);
  const view = await slack.waitFor(() => {
    const open = slack.view(by);
    return open?.submit && wordsOf(open.blocks).includes('Precheck of') ? open : null;
  });
  if (asked.serviceName !== undefined) await slack.as(by).type(view, 'service_name', asked.serviceName);
  await slack.as(by).type(view, 'reason', asked.reason ?? 'hangzhou is down');
  return view;
}

/** Asks for a failover. Resolves with the card once it can be approved. */
export async function request(world: Driven, asked: Asked = {}): Promise<Message> {
  const view = await fillForm(world, asked);
  const known = new Set(world.slack.messages(channels.incident).map(({ ts }) => ts));
  const submitted = await world.slack.as(asked.by ?? people.mei).submit(view);
  if (!submitted.ok) throw new Error(`the form was answered ${JSON.stringify(submitted)}`);
  return world.until(() => {
    const card = cardIn(world.slack);
    return card && !known.has(card.ts) && buttonsOf(card).includes('approve') ? card : null;
  });
}

/** A click with its confirm dialog; carried out, but the engine has not turned. */
export async function click(world: World, card: Message, button: string, by: string = people.arun): Promise<void> {
  const before = clicksDone(world);
  const outcome = await world.slack.as(by).click(card, button, { confirm: true });
  if (!outcome.ok) throw new Error(`${button} was answered ${JSON.stringify(outcome)}`);
  await eventually(() => clicksDone(world) > before);
}

/** Requested, approved, and called: the card of a request whose call has left the bot. */
export async function started(world: Driven, asked: Asked = {}): Promise<Message> {
  const card = await request(world, asked);
  await click(world, card, 'approve');
  await world.tick();
  return card;
}

/** Polls without moving the world's time; for work that goes on behind an answer. */
export async function eventually<T>(look: () => T | null | undefined | false): Promise<T> {
  for (let tried = 0; tried < 3_000; tried += 1) {
    const seen = look();
    if (seen) return seen;
    await wait(5);
  }
  throw new Error(`it never came: ${String(look)}`);
}

/** A tick that the bot does not survive: the test crashes it before whatever holds the tick lets go. */
export function doomedTick(world: Driven): void {
  // Its end comes when the world is closed, with whatever error a dead bot runs into.
  void world.tick().catch(() => undefined);
}

/** The person is privately told something with these words. */
export async function hears(world: World, person: string, text: string): Promise<void> {
  await eventually(() => privately(world, person).includes(text)).catch((cause: unknown) => {
    throw new Error(`${person} never reads “${text}”, but: ${privately(world, person)}`, { cause });
  });
}

export function standbyOf(world: World, name: string): Tenant {
  const found = [...world.ocp.model.world.tenants.values()].find(
    (tenant) => tenant.name === name && tenant.role === 'STANDBY',
  );
  if (!found) throw new Error(`no standby ${name}`);
  return found;
}

interface LogLine {
  readonly event: string;
  readonly [key: string]: unknown;
}

/** The log, parsed: every business event. */
export function logOf(world: World): LogLine[] {
  return world.logLines
    .map((line): LogLine => ({ event: '', ...JSON.parse(line) }))
    .filter(({ event }) => event !== '');
}

/** The request's own events in the order in which they were recorded. */
/** Without the list of what is left to do, which follows the end of a request that moved tenants and has specifications of its own. */
export function eventsOf(world: World): string[] {
  return logOf(world)
    .filter((line) => 'version' in line && 'request' in line && line.event !== 'todos_listed')
    .map(({ event }) => event);
}

/** A click ends in an event of its own or in a refusal; both are in the log. */
function clicksDone(world: World): number {
  const ends = new Set([
    'approved',
    'rejected',
    'withdrawn',
    'resend_proposed',
    'remedy_proposed',
    'abandoned',
    'click_refused',
    'code_asked',
    'click_waits',
  ]);
  return logOf(world).filter(({ event }) => ends.has(event)).length;
}

/** The calls that may change something in OCP, as OCP received them. */
export function posts(world: World): JournalEntry[] {
  return world.ocp.model.journal.entries.filter(({ mutating }) => mutating);
}

export function cardsIn(world: World, channel: string = channels.incident): Message[] {
  return world.slack.messages(channel).filter(({ threadTs, metadata }) => threadTs === null && metadata !== null);
}

export function cardNow(world: World, card: Message): Message {
  const now = world.slack.messages(card.channel).find(({ ts }) => ts === card.ts);
  if (!now) throw new Error('the card is gone');
  return now;
}

export function cardWords(world: World, card: Message): string {
  return wordsOf(cardNow(world, card).blocks);
}

/** The thread, one entry a line, in the order in which it stands. */
export function threadLines(world: World, card: Message): string[] {
  return world.slack
    .thread(card.channel, card.ts)
    .flatMap((message) => (wordsOf(message.blocks) || message.text).split('\n'))
    .filter((line) => line !== '');
}

/** The private answers a person got, by direct message too. */
export function privately(world: World, person: string): string {
  const direct = [...world.slack.model.channels.values()].filter(
    ({ kind, members }) => kind === 'im' && members.has(person),
  );
  return [...world.slack.ephemerals(person), ...direct.flatMap(({ messages }) => messages)]
    .map(({ text, blocks }) => `${text}\n${wordsOf(blocks)}`)
    .join('\n');
}

function screen(world: World): string {
  return cardsIn(world)
    .map((card) => [wordsOf(card.blocks), '---', ...threadLines(world, card)].join('\n'))
    .join('\n=====\n');
}

/** Everything that can happen to one call. After those on the left Slack holds the message all the same. */
export const callFaults: readonly Omit<NewFault, 'target'>[] = [
  { kind: 'reset_after' },
  { kind: 'http_500_after' },
  { kind: 'cut_body' },
  { kind: 'error_after', code: 'internal_error' },
  { kind: 'error_after', code: 'fatal_error' },
  { kind: 'error_after', code: 'service_unavailable' },
  { kind: 'reset_before' },
  { kind: 'http_500_before' },
  { kind: 'html' },
  { kind: 'error', code: 'internal_error' },
  { kind: 'error', code: 'team_added_to_org' },
  { kind: 'rate_limited', times: 5, retryAfter: 7 },
  { kind: 'rate_limited', times: 2, retryAfter: null },
];
