/** When the faults are over: whether everything has come to an end or to a person, and whether Slack says exactly that. */
import { DEFAULT_LANGUAGE } from '../../src/lib/language.ts';
import { newPrimaryOf } from '../../src/operation/operation.ts';
import { fold } from '../../src/request/evolve.ts';
import { passages } from '../../src/request/log/phase-changes.ts';
import { brokenAt } from '../../src/request/log/hash-chain.ts';
import { followedTasks, type RequestState } from '../../src/request/state.ts';
import type { TaskWork } from '../../src/simulators/ocp/tasks/task-model.ts';
import type { Message } from '../../src/simulators/slack/model/workspace.ts';
import { renderer } from '../../src/slack/renderer.ts';
import { markOf } from './watch-slack.ts';
import type { Watch } from './watch.ts';
import type { World } from './world.ts';

/** Why a run is not at rest yet; null when it is. */
export function unrest(world: World): string | null {
  const { tables } = world;
  for (const { key, doneAt } of tables.inbox.values()) if (doneAt === null) return `a click waits: ${key}`;
  for (const { id } of tables.requests.values()) {
    const state = fold(tables.events.get(id) ?? []);
    if (!state) return `${id} has no log`;
    const why = restless(world, state);
    if (why !== null) return `${id} (${state.phase}): ${why}`;
    const cursor = tables.cursors.get(id);
    if (cursor?.parked != null) continue;
    if (cursor?.cardVersion !== state.version)
      return `${id}: the card shows v${cursor?.cardVersion} of v${state.version}`;
    if (cursor.threadVersion !== state.version)
      return `${id}: the thread tells v${cursor.threadVersion} of v${state.version}`;
    if (cursor.cardAttemptAt !== null) return `${id}: an edit of the card may still arrive`;
  }
  return null;
}

/** Whether a task has ended well and its roles are not read as they must be: minutes pass before that is doubted. */
export function isProving({ tables }: World): boolean {
  return [...tables.events.values()].some((log) => {
    const state = fold(log);
    return state !== null && followedTasks(state).some(({ followed }) => followed.stage === 'proving');
  });
}

/** Why this request is neither at an end nor with a person; null when it is. */
function restless(world: World, state: RequestState): string | null {
  if (state.phase === 'ended' || state.phase === 'waiting') return null;
  if (state.phase === 'checking' || state.phase === 'approved') return 'nobody is asked';
  for (const { status } of state.calls) if (status === 'claimed' || status === 'unknown') return `a call is ${status}`;
  if (state.remedies.some(({ status }) => status === 'claimed')) return 'a remedy is claimed';
  for (const { followed } of followedTasks(state)) {
    const { task, stage } = followed;
    const real = world.ocp.tasks.find(({ id }) => String(id) === task.id);
    if (stage === 'proving') return `task ${task.id} is being proven`;
    if (real?.status !== task.status) return `task ${task.id} is ${real?.status} and not ${task.status}`;
    if (stage === 'running' && real.subtasks.every(({ run }) => run?.plan.outcome !== 'hang'))
      return `task ${task.id} runs`;
  }
  return null;
}

/** Looks once at everything that must be so in the end. */
export function judge(world: World, { complain, drawn }: Watch): void {
  for (const [id, log] of world.tables.events) {
    const broken = brokenAt(log);
    if (broken !== null) complain('hash chains hold', `${id} v${broken}`);
    const state = fold(log);
    if (!state) continue;
    judgeRoles(world, state, complain);
    const cursor = world.tables.cursors.get(id);
    if (cursor?.parked != null) continue;
    judgeCard(world, state, { complain, drawn });
    judgeThread(world, state, complain);
  }
}

/**
 * What is told as a success is one: the task that is followed ended well in OCP, and the tenant has its new role, unless a later
 * task took it away again. Somebody at OCP's own console may have begun another for the same tenant meanwhile.
 */
function judgeRoles(world: World, state: RequestState, complain: Watch['complain']): void {
  if (state.outcome !== 'succeeded') return;
  for (const target of state.operation.targets) {
    const followed = followedTasks(state).map(({ followed: { task } }) => task.id);
    const at = world.ocp.tasks.findLastIndex(
      ({ id, tenantId }) => String(tenantId) === target.tenant.tenantId && followed.includes(String(id)),
    );
    const task = world.ocp.tasks[at];
    if (task?.status !== 'SUCCESSFUL' || task.operation === 'ROLLBACK')
      complain('success is success', `${state.id}: ${target.tenant.tenantName} has ${task?.status ?? 'no task'}`);
    const { tenantId, tenantName } = newPrimaryOf(target);
    const role = [...world.ocp.world.tenants.values()].find(({ id }) => String(id) === tenantId)?.role;
    if (role !== 'PRIMARY' && !world.ocp.tasks.slice(at + 1).some(({ work }) => tenantsOf(work).includes(tenantId)))
      complain('success is success', `${state.id}: ${tenantName} is ${role}`);
  }
}

function tenantsOf(work: TaskWork): readonly string[] {
  const ids = work.kind === 'failover' ? [work.tenantId, work.formerPrimaryId] : [work.primaryId, work.standbyId];
  return ids.map(String);
}

function marked(world: World, id: string, kind: string): readonly Message[] {
  return [...world.slack.w.channels.values()].flatMap(({ messages }) =>
    messages.filter((one) => {
      const mark = one.deleted || one.metadata === null ? null : markOf({ metadata: one.metadata });
      return mark?.request === id && mark.kind === kind;
    }),
  );
}

function judgeCard(world: World, state: RequestState, { complain, drawn }: Pick<Watch, 'complain' | 'drawn'>): void {
  const [card, ...others] = marked(world, state.id, 'card');
  if (!card || others.length > 0)
    return complain('one root message per request', `${state.id} has ${card ? 1 + others.length : 0}`);
  // What says the same is not drawn anew: what stands there may have been drawn at any of these moments.
  const moments = drawn(card.ts);
  const words = bare(card.blocks);
  // The newest first: it is nearly always that one.
  const same = moments
    .toReversed()
    .some((at) => [true, false].some((plan) => bare(renderer.card(state, { now: at, plan }).blocks) === words));
  if (!same)
    complain(
      'the card shows the last state',
      `${state.id} v${state.version}\n${words}\n${bare(renderer.card(state, { now: world.scheduler.now(), plan: true }).blocks)}`,
    );
}

function judgeThread(world: World, state: RequestState, complain: Watch['complain']): void {
  const log = world.tables.events.get(state.id) ?? [];
  const lines = passages(null, log).map(({ before, recorded, after }) => renderer.lines(before, recorded, after));
  let from = 0;
  for (const message of marked(world, state.id, 'thread')) {
    const to = markOf({ metadata: message.metadata ?? {} })?.to ?? 0;
    const expected = renderer.message(lines.slice(from, to).flat(), state.language ?? DEFAULT_LANGUAGE);
    if (bare(expected.blocks) !== bare(message.blocks))
      complain(
        'each change is posted once, in order',
        `${state.id}: ${from + 1} to ${to}\n${bare(message.blocks)}\n${bare(expected.blocks)}`,
      );
    from = to;
  }
  if (lines.slice(from).flat().length > 0)
    complain('each change is posted once, in order', `${state.id}: nothing after ${from}`);
}

/** Blocks without the ids that Slack gives them, in one spelling. */
function bare(blocks: readonly object[]): string {
  return JSON.stringify(blocks, (key, value: unknown) => (key === 'block_id' ? undefined : value));
}
