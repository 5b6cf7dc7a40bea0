/** One process of the bot: everything it does to the world goes through here, where it may be stopped. */
import type { Clock } from '../../src/lib/clock.ts';
import type { Rolls } from './rolls.ts';
import type { Life, Scheduler } from './scheduler.ts';

/** One thing a process does to the world: before it and after it the process may be stopped. */
export interface Act {
  /** Its name among all that is done. */
  readonly name: string;
  /** It has been done, and whoever did it may not live to hear of it. */
  done(): void;
}

export interface Process {
  readonly life: Life;
  readonly clock: Clock;
  /** Null: whoever does it is dead, or was stopped right before. Then it is not done, and nobody is answered. */
  begin(kind: string): Act | null;
  /** The same for what changes nothing: being stopped around it is being stopped at what comes next. */
  look(kind: string): Act | null;
  /** Answers the process `ms` from now, if it still lives. */
  answer<T>(ms: number, give: () => T): Promise<T>;
}

export interface ProcessDeps {
  readonly name: string;
  readonly scheduler: Scheduler;
  readonly rolls: Rolls;
  /** How far its clock is from the true time now, ms. */
  readonly offset: () => number;
  /** Whether it is stopped at this moment: `before` or `after` an act. */
  readonly strikes: (moment: string, act: string) => boolean;
  /** Called at the moment the process is stopped. */
  readonly onKill: (act: string) => void;
  readonly trace: (line: string) => void;
}

/** Somebody who is dead waits for ever. */
export function never<T>(): Promise<T> {
  return new Promise(() => {});
}

export function createProcess(deps: ProcessDeps): Process {
  const { name, scheduler, rolls, offset } = deps;
  const life: Life = { name, alive: true, frozenUntil: 0, now: () => scheduler.now() + offset() };

  function killed(act: string, when: 'before' | 'after'): boolean {
    if (!deps.strikes(`${when} ${act}`, act)) return false;
    deps.trace(`killed ${when} ${act}`);
    life.alive = false;
    deps.onKill(act);
    return true;
  }

  return {
    life,
    clock: scheduler.clockOf(life),
    begin(kind) {
      if (!life.alive) return null;
      const act = rolls.name(`${name} ${kind}`);
      if (killed(act, 'before')) return null;
      return { name: act, done: () => void (life.alive && killed(act, 'after')) };
    },
    look(kind) {
      return life.alive ? { name: rolls.name(`${name} ${kind}`), done: () => {} } : null;
    },
    answer: (ms, give) =>
      new Promise((resolve, reject) => {
        scheduler.after(ms, life, () => {
          try {
            resolve(give());
          } catch (error) {
            reject(error);
          }
        });
      }),
  };
}
