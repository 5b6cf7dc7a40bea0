/** One seed, one run. */
import { createPeople, type People } from './people.ts';
import type { Planned, Who } from './deeds.ts';
import { type Plan, planOf } from './plan.ts';
import { createRolls, type Strikes } from './rolls.ts';
import { createScheduler } from './scheduler.ts';
import { takeOverTime } from './globals.ts';
import { isProving, judge, unrest } from './final.ts';
import { createWatch, type Violation, type Watch } from './watch.ts';
import { type Bend, type Crashes, createWorld, type World } from './world.ts';
import { idOf, leads, policies, written } from './cast.ts';
import { type Console, createConsole } from './console.ts';
import { setRegionAlive } from '../../src/simulators/ocp/world/world.ts';
import { LIMIT, WINDOW_MS } from '../../src/ocp/transport/log-on.ts';
import { ROLE_PATIENCE_MS } from '../../src/request/roles.ts';
import { evolve, fold } from '../../src/request/evolve.ts';
import type { RequestState } from '../../src/request/state.ts';

export interface Run {
  readonly plan: Plan;
  readonly violations: readonly Violation[];
  /** What went wrong, by name. */
  readonly strikes: Strikes;
  /** Of everything that happened, in order: two runs with the same hash were the same. */
  readonly hash: string;
  readonly happened: number;
  /** Simulated time, ms. */
  readonly took: number;
  readonly trace: readonly string[];
  /** The states that the requests were in. */
  readonly states: ReadonlySet<string>;
  /** How each request ended; null: it has not. */
  readonly outcomes: readonly (string | null)[];
  /** How often it came to something: everything that was recorded, by its type. */
  readonly counts: ReadonlyMap<string, number>;
}

export interface RunOptions {
  readonly plan?: Plan;
  readonly strikes?: Strikes;
  readonly bend?: Bend;
  readonly crashes?: Crashes;
  /** Keeps every line of the trace; otherwise only its hash. */
  readonly traced?: boolean;
}

const START = Date.UTC(2026, 10, 22, 19, 0, 0);

/** When the faults are over and people have gone, everything has to come to rest within the minute promised. */
const REST_MS = 60_000;
/** What may come on top: the search for a lost call, a role that OCP shows late, Slack's own limit. */
const SEARCH_MS = 90_000 + 20_000;
/** When it is doubted in the end that a tenant has its new role, that is told within this. */
const TELL_MS = 20_000;
/** Where the first request is asked for in peace, the storm waits for it no longer than this. */
const QUIET_MS = 8_000;
/** Policy and stop are read for a claim before people are, and once more after that. */
const LAST_READING = 2;
/** How often it is looked whether everything is at rest. */
const LOOK_MS = 2_000;

export async function runSeed(seed: number, options: RunOptions = {}): Promise<Run> {
  const plan = options.plan ?? planOf(seed);
  const rolls = createRolls(plan.seed, options.strikes ?? null);
  const scheduler = createScheduler(START, rolls);
  const trace = createTrace(() => scheduler.now() - START, options.traced ?? false);
  const watch = createWatch(scheduler, plan.deeds, trace.add);
  const giveBack = takeOverTime(scheduler);
  try {
    const world = createWorld({
      plan,
      scheduler,
      rolls,
      watch,
      bend: options.bend ?? ((around) => around),
      crashes: options.crashes ?? null,
      trace: trace.add,
    });
    let calmAt = START + plan.calmAt;
    let busy = 0;
    let asking = plan.deeds.filter((deed) => deed.do === 'ask').length;
    const requests = () => [...world.tables.requests.values()];
    const nothingLeft = () => asking === 0 && requests().every(({ phase }) => phase === 'ended');
    const over = () => scheduler.now() > calmAt + plan.peopleMs || nothingLeft();
    const people = createPeople(world, rolls, { over, trace: trace.add, wants: watch.families.wants });
    const { families: counts } = watch;
    const console = createConsole(world, { watch: world.families, counts, over, trace: trace.add });
    const hands = plan.deeds.flatMap((deed) => (deed.do === 'hand' ? [deed] : []));
    let readings = 0;
    watch.onClaiming((behind) => {
      readings = behind === 'approval' ? 0 : readings + 1;
      if (hands[0]?.behind !== behind || (behind === 'reading' && readings < LAST_READING)) return;
      const next = hands.shift();
      if (next) scheduler.after(next.after, scheduler.world, () => void raise(next, world, watch, people));
    });
    for (const deed of plan.deeds)
      scheduler.after(deed.at, scheduler.world, () => {
        busy += 1;
        void perform(deed, world, { people, console, left: watch.left }).finally(() => {
          busy -= 1;
          if (deed.do === 'ask') asking -= 1;
        });
      });
    // Asked after everything that happens.
    const broken = () => {
      world.families.look();
      return watch.violations.length > 0;
    };
    if (plan.stormAfter !== null) {
      await scheduler.runUntil(START + QUIET_MS, () => broken() || requests().length > 0);
      await scheduler.runUntil(scheduler.now() + plan.stormAfter, broken);
    }
    trace.add('storm');
    rolls.calm(false);
    await scheduler.runUntil(calmAt, () => broken() || nothingLeft());
    calmAt = scheduler.now();
    trace.add('calm');
    world.calm();
    let deadline = calmAt + plan.peopleMs + REST_MS + SEARCH_MS;
    const latest = deadline + ROLE_PATIENCE_MS + WINDOW_MS;
    let why: string | null = 'not looked at';
    while (!broken() && scheduler.now() < deadline) {
      if (isProving(world)) deadline = Math.min(latest, Math.max(deadline, scheduler.now() + TELL_MS));
      // After rejected log-ons, and those of processes that were killed, OCP is asked again when the gate allows it.
      const { streak, logOns } = world.tables;
      if (streak > 0 || logOns.size >= LIMIT)
        deadline = Math.min(latest, Math.max(deadline, scheduler.now() + REST_MS));
      await scheduler.runUntil(scheduler.now() + LOOK_MS, broken);
      world.advanceOcp();
      why = busy > 0 && scheduler.now() < calmAt + plan.peopleMs ? 'people are busy' : unrest(world);
      if (why === null) break;
    }
    if (!broken() && why !== null) watch.complain('everything comes to rest', why);
    if (!broken()) judge(world, watch);
    return {
      plan,
      violations: watch.violations,
      strikes: rolls.struck,
      hash: trace.hash(),
      happened: scheduler.happened(),
      took: scheduler.now() - START,
      trace: trace.lines,
      states: statesOf(world),
      counts: countsOf(world, watch),
      outcomes: [...world.tables.events.values()].map((log) => fold(log)?.outcome ?? null),
    };
  } finally {
    giveBack();
  }
}

interface Doers {
  readonly people: People;
  readonly console: Console;
  readonly left: (who: Who) => void;
}

async function perform(deed: Planned, world: World, { people, console, left }: Doers): Promise<void> {
  switch (deed.do) {
    case 'ask':
      return people.ask(deed);
    case 'press':
      return people.press(deed);
    case 'approve together':
      return people.approveTogether(deed);
    case 'outage':
      return world.outage(deed.of, deed.ms);
    case 'rejected log-ons':
      return world.rejectLogOns(deed.ms);
    case 'stop':
      return world.stop(deed.replica, deed.ms);
    case 'cut':
      return world.cut(deed.replica, deed.ms);
    case 'freeze':
      return world.freeze(deed.replica, deed.ms);
    case 'clock':
      return world.setClock(deed.replica, deed.ms);
    case 'leave': {
      const group = world.slack.w.groups.get(leads);
      const user = world.slack.w.users.get(idOf[deed.who]);
      if (deed.how === 'group' && deed.who === 'mei') return;
      if (deed.how === 'account' && user) user.deleted = true;
      if (deed.how === 'group' && group) group.members = group.members.filter((id) => id !== idOf[deed.who]);
      return left(deed.who);
    }
    case 'policy': {
      const next = policies[deed.which];
      if (next) world.setPolicy(next);
      return;
    }
    case 'hand':
      // Raised when a call is approved.
      return;
    case 'console':
      return console.failOver(deed.tenant);
    case 'console abandons':
      return console.abandon(deed.after);
    case 'console retries':
      return console.retry(deed.after);
    case 'region':
      world.advanceOcp();
      return void setRegionAlive(world.ocp.world, deed.region, deed.alive);
    case 'step fails':
      return void world.ocp.addFault({ kind: 'subtask', outcome: deed.how, takesEffect: deed.effect, times: 1 });
    case 'step lies':
      return void world.ocp.addFault({
        kind: 'subtask',
        subtask: deed.name,
        outcome: 'succeed',
        takesEffect: false,
        times: 1,
      });
  }
}

/** What a hand changes right behind an approval, and takes back later. */
async function raise(
  deed: Extract<Planned, { do: 'hand' }>,
  world: World,
  watch: Watch,
  people: People,
): Promise<void> {
  const { what, ms } = deed;
  if (what === 'rejection') {
    watch.hand('a rejection');
    const press = { do: 'press', button: 'reject', how: 'forced' } as const;
    await Promise.all([0, 1].map((card) => people.press({ ...press, who: 'sofia', card })));
    return;
  }
  if (what === 'stop') await world.typeStop();
  const before = world.policy();
  const [rules, others] = written.rules.map((at) => policies[at]);
  const next = {
    stop: before,
    stop_all: policies[written.stopAll],
    freeze: policies[written.freeze],
    rules: rules?.version === before.version ? others : rules,
  }[what];
  if (what !== 'stop' && next && next.version !== before.version) {
    watch.hand({ stop_all: 'a stop in the policy', freeze: 'a freeze', rules: 'a rule change' }[what]);
    world.setPolicy(next);
  }
  if (ms === null) return;
  await world.scheduler.clockOf(world.scheduler.world).sleep(ms);
  if (what === 'stop') await world.resume();
  else world.setPolicy(before);
}

interface Trace {
  readonly lines: readonly string[];
  add(line: string): void;
  hash(): string;
}

function createTrace(at: () => number, kept: boolean): Trace {
  const lines: string[] = [];
  let mixed = 0x811c9dc5;
  return {
    lines,
    add(line) {
      const whole = `${(at() / 1000).toFixed(3)} ${line}`;
      for (let index = 0; index < whole.length; index += 1)
        mixed = Math.imul(mixed ^ whole.charCodeAt(index), 0x01000193);
      if (kept) lines.push(whole);
    },
    hash: () => (mixed >>> 0).toString(16),
  };
}

function statesOf({ tables }: World): ReadonlySet<string> {
  const states = new Set<string>();
  for (const log of tables.events.values()) {
    let state: RequestState | null = null;
    for (const recorded of log) {
      state = evolve(state, recorded);
      const calls = state.calls.map(({ status, tasks }) => `${status}${tasks.map(({ stage }) => stage).join('')}`);
      states.add(
        [
          state.phase,
          state.outcome,
          state.proposal?.kind,
          ...state.remedies.map(({ status }) => status),
          state.heldUp?.code,
          ...calls,
        ].join(' '),
      );
    }
  }
  return states;
}

function countsOf({ tables }: World, { between, families }: Watch): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const [what, times] of families.counts) counts.set(`family: ${what}`, times);
  for (const [what, times] of between) counts.set(`between approval and claim: ${what}`, times);
  for (const { event } of tables.stop.log) {
    const what = `recorded ${event.type}`;
    counts.set(what, (counts.get(what) ?? 0) + 1);
  }
  for (const log of tables.events.values())
    for (const { event } of log) {
      const what = `recorded ${event.type}`;
      counts.set(what, (counts.get(what) ?? 0) + 1);
    }
  return counts;
}
