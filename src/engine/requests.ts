import type { Clock } from '../lib/clock.ts';
import { memberKey } from '../operation/family.ts';
import type { Command } from '../request/commands.ts';
import { decide } from '../request/decide/decide.ts';
import type { Decision } from '../request/decide/decision.ts';
import { isClaim, type Recorded, type RequestEvent } from '../request/events.ts';
import { evolve, fold } from '../request/evolve.ts';
import { holdsFamilies } from '../request/family.ts';
import { chain } from '../request/log/hash-chain.ts';
import { followedTasks, type Phase, type RequestState } from '../request/state.ts';
import { owesToDos } from '../request/to-dos/to-do-list.ts';
import type { BusinessLog } from './ports.ts';

/** What an append was decided on, and does, beside its events. */
interface Known {
  readonly stop: number;
  readonly family?:
    | { readonly kind: 'hold'; readonly members: readonly string[]; readonly known: readonly string[] }
    | { readonly kind: 'free' };
  readonly toDo?: boolean;
}

interface EventLog {
  append(expected: number, events: readonly Recorded[], phase: Phase, known?: Known): Promise<boolean>;
  load(requestId: string): Promise<readonly Recorded[]>;
}

export interface ExecuteResult {
  /** The state after the command; null when there is no such request. */
  readonly state: RequestState | null;
  readonly decision: Decision;
}

/** Each lost race means that somebody else was heard; so many in a row mean that something is wrong. */
const ATTEMPTS = 50;

/** A task as a look showed it. */
export type Observation = Extract<Command, { type: 'observe' }>;

/** Commands in, events on disk out: the only writer of the log. */
export interface Requests {
  load(id: string): Promise<RequestState | null>;
  history(id: string): Promise<readonly Recorded[]>;
  /**
   * Decides on the newest state and appends. When somebody else appended in between, decides again on what is there
   * now. Resolves when the events are durable; rejects when the store fails, and then nothing has happened.
   */
  execute(id: string, command: Command): Promise<ExecuteResult>;
  /** The same for what one look showed: each is decided on the state after the one before, and all are one append. */
  executeAll(id: string, commands: readonly Observation[]): Promise<RequestState | null>;
}

export function createRequests(deps: {
  log: EventLog;
  clock: Clock;
  business: BusinessLog;
  changed: () => void;
  /** Looked at right before a claim is appended; what it throws is the claim's refusal. */
  beforeClaim?: (() => void) | undefined;
  /** The rules; `decide` itself unless told. */
  decide?: typeof decide | undefined;
  /** The whole log, of which the last `fresh` events were recorded here just now. */
  recorded?: ((log: readonly Recorded[], fresh: number) => void) | undefined;
}): Requests {
  const { log, clock, business, changed } = deps;
  const rules = deps.decide ?? decide;

  async function executeAll(id: string, commands: readonly [Command, ...Command[]]): Promise<ExecuteResult> {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const past = await log.load(id);
      const state = fold(past);
      const now = clock.now();
      let after = state;
      let decision: Decision = { events: [], refusal: null };
      const recorded: Recorded[] = [];
      for (const command of commands) {
        const next = rules(after, command, now);
        const fresh = chain(id, recorded.at(-1) ?? past.at(-1) ?? null, next.events, now);
        after = fresh.reduce<RequestState | null>(evolve, after);
        recorded.push(...fresh);
        decision = { ...next, events: [...decision.events, ...next.events] };
      }
      if (recorded.length === 0) return { state, decision };
      if (decision.events.some(isClaim)) deps.beforeClaim?.();
      const [command] = commands;
      const family = familyChange(state, after, decision, command);
      const known = { stop: stopKnownTo(command), ...(family && { family }), ...toDoChange(after, decision) };
      if (after && (await log.append(past.length, recorded, after.phase, known))) {
        const seen = after;
        for (const one of recorded)
          business(one.event.type, { request: id, version: one.version, ...summary(one, seen) });
        deps.recorded?.([...past, ...recorded], recorded.length);
        changed();
        return { state: after, decision };
      }
    }
    throw new Error(`Request ${id} was changed by others ${ATTEMPTS} times in a row; nothing was recorded.`);
  }

  return {
    load: async (id) => fold(await log.load(id)),
    history: (id) => log.load(id),
    execute: (id, command) => executeAll(id, [command]),
    async executeAll(id, [first, ...more]) {
      return first ? (await executeAll(id, [first, ...more])).state : fold(await log.load(id));
    },
  };
}

/** The number of the last stop that a command was given with; 0: it knows of none. */
function stopKnownTo(command: Command): number {
  return 'stop' in command ? command.stop.number : 0;
}

/** A claim takes the families for its request; what leaves nothing of it open lets others have them. */
function familyChange(
  before: RequestState | null,
  after: RequestState | null,
  { events }: Decision,
  command: Command,
): Known['family'] | null {
  if (events.some(isClaim) && (command.type === 'claim' || command.type === 'claim_remedy'))
    return { kind: 'hold', members: command.family.members.map(memberKey), known: command.family.read };
  const isFreed = before !== null && holdsFamilies(before) && after !== null && !holdsFamilies(after);
  return isFreed ? { kind: 'free' } : null;
}

const ABOUT_TO_DOS: readonly string[] = [
  'ended',
  'todos_listed',
  'todo_done',
  'todo_undone',
  'todos_closed',
] satisfies readonly RequestEvent['type'][];

/** Whether people have something to do now. What an older version ended has no list: its later events change nothing of that. */
function toDoChange(after: RequestState | null, { events }: Decision): Pick<Known, 'toDo'> {
  return after && events.some(({ type }) => ABOUT_TO_DOS.includes(type)) ? { toDo: owesToDos(after) } : {};
}

/** Ids and verdicts only: the log line says that it happened, the event log holds what. */
function summary({ event }: Recorded, after: RequestState): Record<string, unknown> {
  switch (event.type) {
    case 'requested':
      return {
        by: event.by,
        operation: event.operation.kind,
        tenants: event.operation.targets.map(({ tenant }) => tenant.tenantId),
      };
    case 'task_changed':
      return {
        task: event.task.id,
        status: event.task.status,
        stage: followedTasks(after).find(({ followed }) => followed.task.id === event.task.id)?.followed.stage,
        changes: event.changes.map(({ name, to }) => `${name}: ${to}`),
      };
    case 'call_accepted':
    case 'call_found':
      return { call: event.call, tasks: event.tasks.map(({ id }) => id) };
    case 'ended':
      return { outcome: event.outcome };
    case 'returned':
      return { differences: event.differences.map(({ kind }) => kind) };
    case 'attempt_refused':
      return { by: event.by, act: event.act, code: event.code };
    default:
      return {
        ...('by' in event && { by: event.by }),
        ...('call' in event && { call: event.call }),
        ...('code' in event && { code: event.code }),
      };
  }
}
