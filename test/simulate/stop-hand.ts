/** People who type the stop, and two who resume, at whichever process answers. */
import type { Assembled } from '../../src/app/assemble.ts';
import type { Clock } from '../../src/lib/clock.ts';
import type { Person } from '../../src/people/person.ts';
import type { Policy } from '../../src/policy/policy.ts';
import type { StopCommand } from '../../src/stop/commands.ts';
import { fold } from '../../src/stop/state.ts';
import { channel, idOf, leads } from './cast.ts';
import type { Who } from './deeds.ts';
import type { Process } from './replica.ts';
import type { Front } from '../../src/simulators/slack/http/front.ts';
import type { Tables } from './tables.ts';

/** Whoever types the stop and is not answered types it again. */
const TRIES = 3;
const PATIENCE_MS = 3_000;

export function createStopHand(world: {
  readonly slack: Front;
  readonly tables: Tables;
  readonly clock: Clock;
  readonly policy: () => Policy;
  readonly running: () => readonly Process[];
  readonly stopsOf: (process: Process) => Assembled['stops'] | undefined;
  readonly trace: (line: string) => void;
}) {
  const { slack, tables, clock, policy, trace } = world;

  /** As they are in Slack at this moment. */
  function personOf(who: Who, now: number): Person {
    const id = idOf[who];
    const standing = slack.w.users.get(id)?.deleted ? 'deactivated' : 'member';
    const isLead = slack.w.groups.get(leads)?.members.includes(id) ?? false;
    return { id, standing, groups: isLead ? [leads] : [], readAt: now };
  }

  /** A command that Slack delivers to whichever process is there, and once more when that one does not answer. */
  async function ask(command: (now: number) => StopCommand): Promise<void> {
    for (let tried = 0; tried < TRIES; tried += 1) {
      const process = world.running().find(({ life }) => life.alive);
      const stops = process && world.stopsOf(process);
      const answered = stops?.execute(command(process?.clock.now() ?? 0)).then(
        ({ decision }) =>
          trace(`the stop: ${decision.refusal?.code ?? decision.events.map(({ type }) => type).join(' ')}`),
        () => null,
      );
      const late = clock.sleep(PATIENCE_MS).then(() => null);
      if ((await Promise.race([answered ?? null, late])) !== null) return;
      await clock.sleep(PATIENCE_MS);
    }
  }

  return {
    async typeStop() {
      const asked = { type: 'stop', sighting: null, policy: policy(), reason: null, typedIn: channel } as const;
      await ask((now) => ({ ...asked, person: personOf('mei', now) }));
    },
    async resume() {
      const terms = { policy: policy(), audience: 'own' } as const;
      await ask((now) => ({ type: 'propose_resume', person: personOf('mei', now), ...terms }));
      const round = fold(tables.stop.log).rounds;
      await ask((now) => {
        const people = { person: personOf('arun', now), proposer: personOf('mei', now) };
        return { type: 'approve_resume', ...people, round, ...terms };
      });
    },
  };
}
