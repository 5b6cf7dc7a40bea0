import { ExplainedError } from '../../lib/cause.ts';
import type { Clock } from '../../lib/clock.ts';
import { UnknownEvent } from '../../request/evolve.ts';
import { chain } from '../../request/log/hash-chain.ts';
import type { StopCommand } from '../../stop/commands.ts';
import { decide, type StopDecision } from '../../stop/decide.ts';
import { type RecordedStop, STOP_LOG } from '../../stop/events.ts';
import { evolve, NEVER_STOPPED, type StopState } from '../../stop/state.ts';
import type { BusinessLog } from '../ports.ts';

interface StopLog {
  load(after: number): Promise<readonly RecordedStop[]>;
  append(expected: number, events: readonly RecordedStop[], isStopped: boolean): Promise<boolean>;
}

/** The stop that people type: commands in, events on disk out. On every replica, whoever leads. */
export interface Stops {
  load(): Promise<StopState>;
  /** The whole log; the same array as long as nothing was added. */
  history(): Promise<readonly RecordedStop[]>;
  /** Throws CallsStopped while a stop is known here to hold: the last look, at which nothing can be waited for. */
  check(): void;
  /**
   * Decides on the newest state and appends; decides again when somebody else was first. Once it resolves with a stop that
   * holds, no claim commits on any replica. Rejects when the store fails, and then nothing has happened.
   */
  execute(command: StopCommand): Promise<{ readonly state: StopState; readonly decision: StopDecision }>;
}

/** What was read of the log, and what follows from it. */
interface Known {
  readonly log: readonly RecordedStop[];
  readonly state: StopState;
}

/** Each lost race means that somebody else was heard; so many in a row mean that something is wrong. */
const ATTEMPTS = 50;

/** A stop came between the claim and the sending: nothing was sent. */
export class CallsStopped extends ExplainedError {
  readonly code = 'stopped';
  readonly effect = 'none';

  constructor() {
    super({ kind: 'stopped' }, 'Every call is stopped (/failover stop); nothing was sent.');
    this.name = 'CallsStopped';
  }
}

export function createStops(deps: {
  readonly log: StopLog;
  readonly clock: Clock;
  readonly business: BusinessLog;
  readonly changed: () => void;
}): Stops {
  const { log, clock, business, changed } = deps;
  let known: Known = { log: [], state: NEVER_STOPPED };
  let isTold = false;

  /** Readings may overtake each other, so that some of these are known by now. */
  function learn(rows: readonly RecordedStop[]): Known {
    const fresh = rows.filter(({ version }) => version > known.state.version);
    if (fresh.length === 0) return known;
    try {
      known = { log: [...known.log, ...fresh], state: fresh.reduce(evolve, known.state) };
      return known;
    } catch (error) {
      if (!(error instanceof UnknownEvent)) throw error;
      // The next reading meets that row again: until it can be understood, everything counts as stopped.
      if (!isTold) business('stop_log_newer', { version: known.state.version, message: error.message });
      isTold = true;
      return { ...known, state: { ...known.state, isNewer: true } };
    }
  }

  /** The newest there is. The log only grows, so what is known of it is not read again; whether it grew, each time. */
  const newest = async () => learn(await log.load(known.state.version));

  return {
    load: async () => (await newest()).state,
    check() {
      if (known.state.stop !== null || isTold) throw new CallsStopped();
    },
    history: async () => (await newest()).log,
    async execute(command) {
      for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
        const { log: past, state } = await newest();
        const now = clock.now();
        const decision = decide(state, command, now);
        if (decision.unrecorded) business('stop_attempt_repeated', decision.unrecorded);
        if (decision.events.length === 0) return { state, decision };
        const recorded = chain(STOP_LOG, past.at(-1) ?? null, decision.events, now);
        const after = recorded.reduce(evolve, state);
        if (await log.append(state.version, recorded, after.stop !== null)) {
          for (const { event, version } of recorded)
            business(event.type, { version, ...('by' in event && { by: event.by }), ...codeOf(event) });
          learn(recorded);
          changed();
          return { state: after, decision };
        }
      }
      throw new Error(`The stop was changed by others ${ATTEMPTS} times in a row; nothing was recorded.`);
    },
  };
}

function codeOf(event: RecordedStop['event']): { readonly code?: string; readonly act?: string } {
  return event.type === 'stop_attempt_refused' ? { code: event.code, act: event.act } : {};
}
