/** One run's world: Slack, OCP, the store, and the bot's processes between them. */
import type { JsonObject } from '../../src/simulators/slack/validation/json.ts';
import { type Assembled, assemble, type AssemblyOptions } from '../../src/app/assemble.ts';
import { mask } from '../../src/log/log.ts';
import { createOcp } from '../../src/ocp/client.ts';
import { createLogOnGate } from '../../src/ocp/transport/log-on.ts';
import type { Policy } from '../../src/policy/policy.ts';
import { createModel, type OcpModel } from '../../src/simulators/ocp/world/model.ts';
import { hexDigits, seededRandom } from '../../src/simulators/ocp/world/random.ts';
import { newThrottle } from '../../src/simulators/ocp/limits/throttle.ts';
import { createFaults } from '../../src/simulators/slack/http/faults.ts';
import { createJournal, type Front } from '../../src/simulators/slack/http/front.ts';
import type { AppRequest } from '../../src/simulators/slack/http/deliver.ts';
import { createWorkspace } from '../../src/simulators/slack/model/workspace.ts';
import type { Notify } from '../../src/store/database/notify.ts';
import type { Store } from '../../src/store/store.ts';
import { createPace } from '../../src/slack/client/pace.ts';
import { createFormQueue } from '../../src/slack/form/form-queue.ts';
import { ocpWorld, policies, populate, secrets } from './cast.ts';
import { createDoor, type Handler } from './door.ts';
import { slidingLimit } from './limit.ts';
import { ocpTransport } from './ocp-wire.ts';
import type { Plan } from './plan.ts';
import { createProcess, type Process } from './replica.ts';
import type { Rolls } from './rolls.ts';
import type { Scheduler } from './scheduler.ts';
import { quiet, webOver } from './slack-wire.ts';
import { createStopHand } from './stop-hand.ts';
import { storeFor } from './store-wire.ts';
import { emptyTables, storeOver, type Tables } from './tables.ts';
import type { Watch } from './watch.ts';
import { createFamilyWatch, type FamilyWatch } from './watch-families.ts';

export interface World {
  readonly scheduler: Scheduler;
  readonly tables: Tables;
  readonly ocp: OcpModel;
  readonly slack: Front;
  readonly families: FamilyWatch;
  /** OCP's time has come to now. */
  advanceOcp(): void;
  policy(): Policy;
  setPolicy(policy: Policy): void;
  /** Slack or OCP is out of reach until `ms` from now. */
  outage(of: 'slack' | 'ocp', ms: number): void;
  /** OCP rejects every log-on until `ms` from now. */
  rejectLogOns(ms: number): void;
  /** A process does not reach the store for a while. */
  cut(replica: number, ms: number): void;
  /** A process stands still for a while, and then goes on as if nothing had been. */
  freeze(replica: number, ms: number): void;
  setClock(replica: number, offset: number): void;
  stop(replica: number, ms: number): void;
  /** Somebody types the stop, or two people resume, at whichever process answers. */
  typeStop(): Promise<void>;
  resume(): Promise<void>;
  /** Everything works from now on, and every process runs. */
  calm(): void;
}

/** Puts itself between a process and what it is built on: a guard is broken here. */
export type Bend = (around: AssemblyOptions) => AssemblyOptions;

/** Stops whoever does the how-manieth thing, and whoever does the how-manieth after that. */
export interface Crashes {
  strikes(): boolean;
  /** How many moments there were at which a process could have been stopped. */
  moments(): number;
}

export function crashesAt(at: readonly number[]): Crashes {
  const left = [...at];
  let since = 0;
  let all = 0;
  return {
    strikes() {
      all += 1;
      since += 1;
      if (left[0] !== since) return false;
      left.shift();
      since = 0;
      return true;
    },
    moments: () => all,
  };
}

interface WorldDeps {
  readonly plan: Plan;
  readonly scheduler: Scheduler;
  readonly rolls: Rolls;
  readonly watch: Watch;
  readonly bend: Bend;
  /** Where processes are stopped, in place of the plan's odds. */
  readonly crashes: Crashes | null;
  readonly trace: (line: string) => void;
}

const API = 'http://slack.invalid/api/';
const silent = () => undefined;

export function createWorld(deps: WorldDeps): World {
  const { plan, scheduler, rolls, watch, trace } = deps;
  const ocp = createModel({
    world: ocpWorld(plan.hangzhouDown),
    now: scheduler.now() + plan.ocpClock,
    random: seededRandom(plan.seed),
    settings: plan.ocp,
  });
  const families = createFamilyWatch(ocp, scheduler.now, watch.complain);
  const throttle = newThrottle();
  const traceRandom = seededRandom(plan.seed + 1);
  const credentials = {
    accessKeyId: secrets.keyId,
    accessKeySecret: secrets.keySecret,
    username: 'admin',
    password: secrets.password,
  };
  const trueClock = scheduler.clockOf(scheduler.world);
  /** What OCP takes while it rejects the bot. */
  const others = { ...credentials, accessKeySecret: 'another', password: 'another' };
  const door = createDoor({ scheduler, rolls, odds: plan.odds.delivery, gone: () => gone('slack'), trace });
  const slack: Front = {
    w: createWorkspace(trueClock, { seed: plan.seed }),
    clock: trueClock,
    signingSecret: secrets.signingSecret,
    botToken: secrets.botToken,
    appToken: '',
    faults: createFaults(),
    journal: createJournal(trueClock),
    closing: new AbortController().signal,
    base: 'http://slack.invalid',
    appUrl: null,
    reachable: true,
    socket: door,
  };
  populate(slack);
  const tables = emptyTables();
  const ears = new Map<Process, (news: Notify) => void>();
  const goneUntil = { slack: 0, ocp: 0 };
  let rejectsUntil = 0;
  const cutUntil = new Map<number, number>();
  const offsets = [...plan.clocks];
  const running = new Map<number, Process>();
  const stopsOf = new Map<Process, Assembled['stops']>();
  let policy = policies[plan.policy] ?? policies[0];
  let ids = 0;
  let starts = 0;
  let calm = false;

  function gone(of: 'slack' | 'ocp'): boolean {
    return !calm && scheduler.now() < goneUntil[of];
  }

  function rejects(): boolean {
    return !calm && scheduler.now() < rejectsUntil;
  }

  function advanceOcp(): void {
    ocp.advance(scheduler.now() + plan.ocpClock);
  }

  function currentPolicy(): Policy {
    if (!policy) throw new Error('there is no policy');
    return policy;
  }

  /** What one process wrote is heard by the others a little later, or not at all. */
  function notify(news: Notify): void {
    for (const [process, heard] of ears) {
      const name = rolls.name('news');
      if (!process.life.alive) ears.delete(process);
      else if (rolls.fate(name, plan.odds.news) === null)
        scheduler.after(rolls.between(`${name} takes`, 0, 30), process.life, () => heard(news));
    }
  }

  function storeOf(process: Process): Store {
    starts += 1;
    return storeOver(tables, {
      id: `${process.life.name}${starts}`,
      isExclusive: plan.isExclusive,
      now: scheduler.now,
      notify: plan.isExclusive ? () => {} : notify,
      listen: (heard) => {
        ears.set(process, heard);
        return { stop: () => Promise.resolve(void ears.delete(process)) };
      },
    });
  }

  function restart(replica: number, ms: number): void {
    running.delete(replica);
    watch.restarted();
    scheduler.after(ms, scheduler.world, () => start(replica));
  }

  function strikes(moment: string, act: string): boolean {
    // What stands in the world before an act is what stood after the one before it.
    if (deps.crashes !== null) return moment.startsWith('after') && deps.crashes.strikes();
    const odds = /call_|remedy_|ocp POST/.test(act) ? plan.odds.killAtCall : plan.odds.kill;
    return rolls.fate(moment, odds) !== null;
  }

  function start(replica: number): void {
    if (running.has(replica)) return;
    const name = 'ABC'[replica] ?? 'A';
    const process = createProcess({
      name,
      scheduler,
      rolls,
      offset: () => offsets[replica] ?? 0,
      strikes,
      onKill: (act) => restart(replica, calm ? 0 : rolls.between(`${act} down`, 50, 12_000)),
      trace,
    });
    running.set(replica, process);
    trace(`${name} starts`);
    // What it does first is its own doing.
    scheduler.after(0, process.life, () => run(process, replica));
  }

  function run(process: Process, replica: number): void {
    const { clock, life } = process;
    const business = watch.log(life.name, (line) => mask(line));
    const common = { process, scheduler, rolls, trace };
    const store = storeFor(
      { ...common, odds: plan.odds.store, gone: () => isCut(replica), slowMs: plan.storeSlowMs },
      watch.store(storeOf(process), tables),
    );
    const gate = createLogOnGate({
      clock,
      logOns: store.logOns,
      mayProbe: () => engine.standing().role === 'leader',
      replicas: () => engine.standing().replicas,
    });
    const ocpClient = createOcp({
      baseUrls: ['http://ocp.invalid:8080'],
      auth: { kind: 'access_key', keyId: secrets.keyId, secret: secrets.keySecret },
      clock,
      gate,
      transport: ocpTransport({
        ...common,
        odds: (mutating) => (mutating ? plan.odds.post : plan.odds.ocp),
        gone: () => gone('ocp'),
        onRejected: (unheard) => watch.rejected(unheard),
        onPost: (received, from) => watch.post(received, from),
        onWoken: families.byBot,
        front: () => {
          advanceOcp();
          return {
            model: ocp,
            credentials: rejects() ? others : credentials,
            throttle,
            now: ocp.now(),
            traceId: () => hexDigits(16, traceRandom),
          };
        },
      }),
    });
    const web = webOver(
      { ...common, odds: plan.odds.slack, gone: () => gone('slack'), front: slack, onCall: watch.slackCall },
      secrets.botToken,
    );
    let seen = currentPolicy();
    const around: AssemblyOptions = {
      clock,
      away: () => null,
      business,
      policies: {
        read: () => Promise.resolve((seen = currentPolicy())),
        fresh: () => {
          watch.claiming();
          return Promise.resolve((seen = currentPolicy()));
        },
        look: () => Promise.resolve([{ value: seen, refused: null }]),
        problem: () => null,
      },
      store,
      ocp: ocpClient,
      gate,
      web,
      pace: createPace(clock, slidingLimit),
      turns: createFormQueue(),
      slack: { receiver: noReceiver, botToken: secrets.botToken, apiUrl: API, logger: quiet },
      newId: () => `R-${String((ids += 1)).padStart(4, '0')}`,
      doctor: { probes: [], freeBytes: () => Promise.resolve(null) },
    };
    const { app, engine, stops } = assemble(deps.bend(around));
    stopsOf.set(process, stops);
    const handler: Handler = {
      life,
      handle: (message: AppRequest, answer) => {
        const ack = (body?: unknown) => {
          if (!life.alive) return Promise.resolve();
          watch.acknowledged(message, body ?? null);
          answer({ status: 200, body: jsonOf(body) });
          return Promise.resolve();
        };
        app.processEvent({ body: message.payload, ack }).catch(() => answer({ status: 500, body: null }));
      },
    };
    // As the product does before it listens; where the store does not let it, it gives up and is started anew.
    engine.join().then(
      () => {
        door.serve(handler);
        engine.start({ pollMs: plan.pollMs, idleMs: plan.idleMs, beatMs: 1_000 });
      },
      () => {
        trace(`${life.name} gives up`);
        life.alive = false;
        restart(replica, 1_000);
      },
    );
  }

  function isCut(replica: number): boolean {
    return !calm && scheduler.now() < (cutUntil.get(replica) ?? 0);
  }

  const hand = createStopHand({
    slack,
    tables,
    clock: trueClock,
    policy: currentPolicy,
    running: () => [...running.values()],
    stopsOf: (process) => stopsOf.get(process),
    trace,
  });

  for (let replica = 0; replica < plan.replicas; replica += 1) start(replica);

  return {
    scheduler,
    tables,
    ocp,
    slack,
    families,
    advanceOcp,
    policy: currentPolicy,
    setPolicy(next) {
      watch.replaced(currentPolicy().version, next.version);
      policy = next;
    },
    rejectLogOns(ms) {
      rejectsUntil = scheduler.now() + ms;
    },
    ...hand,
    outage(of, ms) {
      goneUntil[of] = scheduler.now() + ms;
    },
    cut: (replica, ms) => void cutUntil.set(replica, scheduler.now() + ms),
    freeze(replica, ms) {
      const life = running.get(replica)?.life;
      if (!life) return;
      trace(`${life.name} stands still`);
      life.frozenUntil = scheduler.now() + ms;
    },
    setClock(replica, offset) {
      offsets[replica] = offset;
    },
    stop(replica, ms) {
      const process = running.get(replica);
      if (!process) return;
      trace(`${process.life.name} is stopped`);
      process.life.alive = false;
      restart(replica, ms);
    },
    calm() {
      calm = true;
      rolls.calm(true);
      for (const { life } of running.values()) life.frozenUntil = 0;
      for (let replica = 0; replica < plan.replicas; replica += 1) start(replica);
    },
  };
}

const noReceiver = { init: silent, start: () => Promise.resolve(), stop: () => Promise.resolve() };

/** What Bolt was given as an answer is plain data of the bot's own making. */
function jsonOf(body: unknown): JsonObject | string | null {
  if (typeof body === 'string') return body;
  return typeof body === 'object' && body !== null ? { ...body } : null;
}
