/** What people do with a family of several standbys: they choose siblings, in turn and at once, and somebody is at OCP's own console. */
import type { OperationKind } from '../../src/operation/operation.ts';
import { FAMILY, HEAD_REGION, siblings, tail } from './cast.ts';
import type { Add, Lots, Setting, Who } from './deeds.ts';

export type Story =
  /** Two siblings, the second when the first was asked for, or is primary already. */
  | 'in turn'
  /** Two siblings, approved in the same instant. */
  | 'at once'
  /** A standby and the one behind it. */
  | 'chain'
  /** The one behind a standby that is lost, while the primary further up serves. */
  | 'root alive'
  /** Both in one form. */
  | 'in one form'
  /** The first fails in OCP and is given up at the console. */
  | 'abandoned'
  /** The first fails and is closed by people, the second succeeds, and the console retries the first. */
  | 'retried';

/** In this share of all runs people think of the family. */
const OFTEN = 0.4;

/** When what failed was closed, its roles are believed a minute later: a sibling is let through only then. */
const SECOND_MS = 80_000;

export function storyOf({ chance, pick }: Lots): Story | null {
  if (!chance('family', OFTEN)) return null;
  const often = [
    'in turn',
    'in turn',
    'in turn',
    'in turn',
    'at once',
    'at once',
    'at once',
    'at once',
    'chain',
    'chain',
    'chain',
  ] as const;
  const failing = [
    'abandoned',
    'abandoned',
    'abandoned',
    'retried',
    'retried',
    'retried',
    'retried',
    'retried',
    'retried',
  ] as const;
  return pick<Story>('story', 'root alive', 'in one form', ...often, ...failing);
}

/** When the faults stop: two requests take longer than one. */
export function calmOf({ between, chance }: Lots, story: Story | null): number {
  if (story === null) return between('calm', 20_000, 45_000);
  if (story === 'retried' && chance('stormy to the end', 0.4)) return between('calm', SECOND_MS, SECOND_MS + 40_000);
  return between('calm', 25_000, 50_000);
}

/** For how long people go on when the faults are over. */
export function peopleOf(story: Story | null, calmAt: number): number {
  if (story === null) return 15_000;
  return story === 'retried' ? Math.max(45_000, SECOND_MS + 75_000 - calmAt) : 45_000;
}

const at = (cluster: string) => `${FAMILY} ${cluster}`;

/** Who asks for each, and who else approves where two have to. */
const askers = ['mei', 'sofia'] as const;
const seconds: readonly (readonly [Who, Who])[] = [
  ['arun', 'sofia'],
  ['arun', 'mei'],
];

export function familyDeeds(lots: Lots, story: Story, setting: Setting, add: Add): void {
  const { between, chance, pick } = lots;
  const kind: OperationKind = setting.hangzhouDown || story === 'root alive' ? 'failover' : 'switchover';
  const which = between('sibling', 0, siblings.length - 1);
  const other = siblings[(which + between('other sibling', 1, siblings.length - 1)) % siblings.length];
  const pair: readonly [string, string] =
    story === 'chain' ? [at(siblings[0]), at(tail)] : [at(siblings[which] ?? siblings[0]), at(other ?? siblings[1])];
  const [first, second] = story === 'chain' && chance('tail first', 0.6) ? [pair[1], pair[0]] : pair;

  const ask = (name: string, tenant: string, who: Who, from: number, to: number) =>
    add(between(`ask ${name}`, from, to), { do: 'ask', who, kind, tenants: [tenant] });
  const press = (button: string, by: Who, card: string, time: number, how: 'offered' | 'again' = 'offered') =>
    add(time, { do: 'press', who: by, button, how, card });
  const sometimes = (button: string, often: number, card: string) => {
    const by = pick<Who>(`${button} by`, 'mei', 'arun');
    if (chance(`${button} of it`, often)) press(button, by, card, between(`${button} of it at`, 8_000, 30_000));
  };
  /** Both people whose word may be needed, the other one a little sooner. */
  const approve = (name: string, card: string, nth: 0 | 1, from: number) => {
    const [one, too] = seconds[nth] ?? ['arun', 'sofia'];
    if (chance(`${name} too`, 0.9)) press('approve', too, card, between(`${name} too at`, from, from + 4_000), 'again');
    press('approve', one, card, between(`${name} at`, from, from + 4_000), 'again');
  };
  const fails = () =>
    add(0, { do: 'step fails', how: 'fail', effect: story !== 'retried' && chance('first fails with effect', 0.4) });

  switch (story) {
    case 'in one form':
      return add(between('ask first', 0, 3_000), { do: 'ask', who: 'mei', kind, tenants: pair });
    case 'root alive': {
      add(0, { do: 'region', region: HEAD_REGION, alive: false });
      ask('first', at(tail), 'mei', 500, 4_000);
      ask('second', at(pick('beside', siblings[1], tail)), 'sofia', 5_000, 20_000);
      return approve('first', at(tail), 0, 5_000);
    }
    case 'at once': {
      ask('first', first, askers[0], 0, 2_000);
      ask('second', second, askers[1], 0, 3_000);
      add(5_000, { do: 'approve together', who: 'arun', cards: [first, second] });
      break;
    }
    case 'in turn':
    case 'chain': {
      if (story === 'chain' && first === at(tail)) region(lots, add);
      if (chance('first fails', 0.2)) fails();
      ask('first', first, askers[0], 0, 2_000);
      // What is asked for later is refused in the form; what was asked for before, at the claim.
      if (chance('both asked', 0.7)) ask('second', second, askers[1], 0, 4_000);
      else ask('second', second, askers[1], 15_000, 30_000);
      approve('first', first, 0, 4_000);
      approve('second', second, 1, 14_000);
      if (story === 'in turn' && chance('lost again', 0.2))
        add(between('lost again at', 15_000, 30_000), { do: 'region', region: HEAD_REGION, alive: false });
      break;
    }
    case 'abandoned': {
      fails();
      ask('first', first, askers[0], 0, 2_000);
      if (chance('both asked', 0.5)) ask('second', second, askers[1], 0, 4_000);
      else ask('second', second, askers[1], 15_000, 30_000);
      approve('first', first, 0, 4_000);
      approve('second', second, 1, 14_000);
      add(4_000, { do: 'console abandons', after: between('abandons after', 200, 8_000) });
      break;
    }
    case 'retried': {
      // Until the roles of the first are believed, the form refuses the second.
      fails();
      ask('first', first, askers[0], 0, 2_000);
      approve('first', first, 0, 4_000);
      press('abandon', 'mei', first, 10_000, 'again');
      const asked = between('ask second', SECOND_MS, SECOND_MS + 5_000);
      add(asked, { do: 'ask', who: askers[1], kind, tenants: [second], tries: 7 });
      approve('second', second, 1, SECOND_MS + 6_000);
      add(SECOND_MS, { do: 'console retries', after: between('retries after', 200, 6_000) });
      return;
    }
  }
  for (const [button, often] of [
    ['resend', 0.4],
    ['retry', 0.4],
    ['rollback', 0.2],
    ['skip', 0.2],
    ['abandon', 0.2],
    ['reject', 0.05],
  ] as const)
    sometimes(
      button,
      story === 'abandoned' && button !== 'abandon' ? often / 4 : often,
      pick(`${button} which`, first, first, second),
    );
}

/** The standby above is lost as well, so that OCP lets the one behind it go; it may come back, and so may the primary. */
function region({ chance, between }: Lots, add: Add): void {
  add(0, { do: 'region', region: HEAD_REGION, alive: false });
  if (chance('head returns', 0.7))
    add(between('head returns at', 6_000, 24_000), { do: 'region', region: HEAD_REGION, alive: true });
  if (chance('root returns', 0.2))
    add(between('root returns at', 6_000, 24_000), { do: 'region', region: 'hangzhou', alive: true });
}
