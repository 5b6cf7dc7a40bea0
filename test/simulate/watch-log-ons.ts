/** How many log-ons OCP rejects: it locks the account after 20. */
import { LIMIT, WINDOW_MS } from '../../src/ocp/transport/log-on.ts';
import { MAX_ATTEMPTS } from '../../src/simulators/ocp/limits/lockout.ts';
import type { Scheduler } from './scheduler.ts';
import type { Complain } from './watch.ts';

/** Over all processes; of those that nobody heard of, only that they do not lock the account. */
export function createLogOnWatch(scheduler: Scheduler, complain: Complain): (isUnheard: boolean) => void {
  let all: { readonly at: number; readonly isUnheard: boolean }[] = [];
  return (isUnheard) => {
    const now = scheduler.now();
    all = [...all.filter(({ at }) => now - at < WINDOW_MS), { at: now, isUnheard }];
    const heard = all.filter((one) => !one.isUnheard).length;
    if (heard > LIMIT) complain('at most six rejected logins in ten minutes', `${heard} were rejected`);
    if (all.length >= MAX_ATTEMPTS) complain('OCP never locks the account', `${all.length} logins were rejected`);
  };
}
