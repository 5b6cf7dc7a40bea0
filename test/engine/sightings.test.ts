/** What is kept of people for the stop: who may stop may do so while Slack does not answer. */
import { expect, it } from 'vitest';
import { createRollCall, remembering } from '../../src/engine/audit/sightings.ts';
import type { Person } from '../../src/people/person.ts';
import { manualClock } from '../support/clock.ts';
import { ANN, ASKER, BEN, DBAS, memberAt, policyOf } from '../support/request.ts';
import { storeOfEach } from '../support/store.ts';

const opened = storeOfEach('sqlite');
const HOUR = 3_600_000;

function reading(change: (id: string) => Partial<Person> = () => ({})) {
  const { sightings } = opened().store;
  const clock = manualClock();
  const asked: string[] = [];
  const lost: string[] = [];
  const people = remembering<Parameters<typeof createRollCall>[0]['people']>(
    {
      read(ids) {
        asked.push(...ids);
        return Promise.resolve(ids.map((id) => memberAt(clock.now(), id, change(id))));
      },
      members: () => Promise.resolve(new Set(['U0DBA'])),
    },
    { sightings, clock, business: (event) => void lost.push(event) },
  );
  return { people, clock, asked, lost, sightings };
}

it('is what every reading says of a member and of the groups that were asked about', async () => {
  const { people, clock, sightings } = reading(() => ({ groups: [DBAS] }));
  await people.read([ANN], [DBAS, 'S0OTHER'], 0);
  await expect.poll(() => sightings.get(ANN, 0)).toEqual({ at: clock.now(), groups: [DBAS] });
});

it('is gone when the account is read to be no member any more', async () => {
  const now: { standing: Person['standing'] } = { standing: 'member' };
  const { people, sightings } = reading(() => now);
  await people.read([ANN], [], 0);
  await expect.poll(() => sightings.get(ANN, 0)).not.toBeNull();
  now.standing = 'deactivated';
  await people.read([ANN], [], 0);
  await expect.poll(() => sightings.get(ANN, 0)).toBeNull();
});

it('stays when Slack does not answer, and is nothing of whom the people file does not name', async () => {
  const now: { standing: Person['standing']; owner?: Person['owner'] } = { standing: 'member' };
  const { people, clock, sightings } = reading((id) =>
    id === BEN ? { owner: { kind: 'unmapped' } } : { standing: now.standing },
  );
  await people.read([ANN, BEN], [], 0);
  await expect.poll(() => sightings.get(ANN, 0)).not.toBeNull();
  const { at } = (await sightings.get(ANN, 0)) ?? { at: 0 };
  now.standing = 'unread';
  clock.advance(HOUR);
  await people.read([ANN, BEN], [], 0);
  expect(await sightings.get(ANN, 0)).toMatchObject({ at });
  expect(await sightings.get(BEN, 0)).toBeNull();
});

it('comes of everybody who may stop, group members included, a few at a time and twice a day', async () => {
  const { people, clock, asked, sightings } = reading(() => ({ groups: [DBAS] }));
  const rollCall = createRollCall({
    people,
    policies: { read: () => Promise.resolve(policyOf()) },
    sightings,
    clock,
    business: () => undefined,
  });
  const turn = async () => {
    clock.advance(60_000);
    await rollCall.begin();
    await rollCall.settle();
  };
  await turn();
  expect(asked).toHaveLength(2);
  for (let turns = 0; turns < 5; turns += 1) await turn();
  expect(asked.toSorted()).toEqual([ANN, ASKER, BEN, 'U0DBA'].toSorted());
  clock.advance(12 * HOUR);
  await turn();
  expect(asked).toHaveLength(6);
});
