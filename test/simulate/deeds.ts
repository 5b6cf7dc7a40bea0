/** What people do and what happens to the world in one run. */
import type { OperationKind } from '../../src/operation/operation.ts';
import { FAMILY } from './cast.ts';
import { familyDeeds, type Story } from './family-deeds.ts';
import type { Rolls } from './rolls.ts';

export type Who = 'mei' | 'arun' | 'sofia' | 'eve' | 'tom' | 'olga';

/** What people do between an approval and its claim. */
const hands = ['stop', 'stop_all', 'freeze', 'rules', 'rejection'] as const;
export type Hand = (typeof hands)[number];

export type Deed =
  | {
      readonly do: 'ask';
      readonly who: Who;
      readonly kind: OperationKind;
      readonly tenants: readonly string[];
      /** How often the form is opened before they give up; left out: three times. */
      readonly tries?: number;
    }
  /** `offered`, `twice`: as soon as the card of that request offers it; `again`: and whenever it does so later. The others do not wait for that. */
  | {
      readonly do: 'press';
      readonly who: Who;
      readonly button: string;
      readonly how: 'offered' | 'twice' | 'again' | 'forced' | 'stale';
      /** Of the how-manieth card, or of the one about this tenant: `members sh-prod`. */
      readonly card: number | string;
    }
  /** One person approves the requests about two tenants in the same instant, once both cards ask for it. */
  | { readonly do: 'approve together'; readonly who: Who; readonly cards: readonly [string, string] }
  /** Slack or OCP cannot be reached for a while. */
  | { readonly do: 'outage'; readonly of: 'slack' | 'ocp'; readonly ms: number }
  /** OCP rejects every log-on for a while. */
  | { readonly do: 'rejected log-ons'; readonly ms: number }
  /** A process is stopped and started again after a while, does not reach the store, or stands still and goes on. */
  | { readonly do: 'stop' | 'cut' | 'freeze'; readonly replica: number; readonly ms: number }
  /** A process's clock is put forward or back: `ms` is how far it is from the true time then. */
  | { readonly do: 'clock'; readonly replica: number; readonly ms: number }
  /** Somebody takes a person out of the approvers' group, or deactivates the account. */
  | { readonly do: 'leave'; readonly who: Who; readonly how: 'group' | 'account' }
  /** The policy file is replaced by another one. */
  | { readonly do: 'policy'; readonly which: number }
  /**
   * As soon as a call was approved, or the policy is read for its claim for the last time, and so long after: somebody types the stop, or writes one, a
   * freeze or other rules into the policy file. Undone after `ms`; null: never. Or an approver rejects the request.
   */
  | {
      readonly do: 'hand';
      readonly what: Hand;
      readonly behind: 'approval' | 'reading';
      readonly after: number;
      readonly ms: number | null;
    }
  /** Somebody fails a tenant over in OCP's own console. */
  | { readonly do: 'console'; readonly tenant: string }
  /** At OCP's own console somebody gives up the first task that has failed in the family with siblings, so long after they see it. */
  | { readonly do: 'console abandons'; readonly after: number }
  /** The same console retries one that failed, or was given up there, once a sibling of its tenant has become primary. */
  | { readonly do: 'console retries'; readonly after: number }
  /** A region is lost, or comes back. */
  | { readonly do: 'region'; readonly region: string; readonly alive: boolean }
  /** The next step that OCP runs goes wrong. */
  | { readonly do: 'step fails'; readonly how: 'fail' | 'hang' | 'timeout'; readonly effect: boolean }
  /** A step that changes a role says that it succeeded, and did nothing. */
  | { readonly do: 'step lies'; readonly name: string };

export type Planned = Deed & { /** Ms from the start. */ readonly at: number };

/** A call is claimed within a moment of its approval, and at once after the last reading, unless something is slow. */
const HAND_MS = { approval: 250, reading: 15 } as const;

export const MINUTE = 60_000;
export const TEN_MINUTES = 10 * MINUTE;

/** The rolls of a plan, as questions. */
export interface Lots {
  chance(name: string, share: number): boolean;
  pick<T>(name: string, ...among: readonly [T, ...T[]]): T;
  between: Rolls['between'];
  /** 0, or `often` something up to `most`. */
  share(name: string, often: number, most: number): number;
}

export interface Setting {
  readonly calmAt: number;
  readonly isLong: boolean;
  /** Nothing is spared, the first request neither. */
  readonly isStormy: boolean;
  readonly hangzhouDown: boolean;
  readonly replicas: number;
  /** What becomes of the family with siblings; null: nobody thinks of it. */
  readonly story: Story | null;
}

export type Add = (at: number, deed: Deed) => void;

export function deedsOf(lots: Lots, setting: Setting): readonly Planned[] {
  const deeds: Planned[] = [];
  const add: Add = (at, deed) => deeds.push({ at, ...deed });
  const requests = setting.story !== null || lots.chance('second', 0.25) ? 2 : 1;
  if (setting.story !== null) familyDeeds(lots, setting.story, setting, add);
  else for (let card = 0; card < requests; card += 1) honest(lots, setting, add, card);
  mischief(lots, setting, add, requests);
  disturbances(lots, setting, add);
  return deeds;
}

/** A request, and everybody who has to do with it. */
function honest({ chance, pick, between }: Lots, { calmAt, hangzhouDown }: Setting, add: Add, card: number): void {
  const kind: OperationKind = hangzhouDown ? 'failover' : chance('wrong kind', 0.05) ? 'failover' : 'switchover';
  const asked = between(`ask${card}`, 0, card === 0 ? 3_000 : 20_000);
  const tenants = chance(`batch${card}`, 0.2)
    ? pick(`some${card}`, ['orders', 'ledger'], ['orders', 'stock'])
    : [pick(`tenant${card}`, 'orders', 'orders', 'payments')];
  add(asked, { do: 'ask', who: pick<Who>(`asker${card}`, 'mei', 'mei', 'sofia'), kind, tenants });

  const press = (name: string, at: number, by: readonly [Who, ...Who[]], button: string) => {
    const how = pick<'offered' | 'twice'>(`${name}${card} how`, 'offered', 'offered', 'offered', 'twice');
    add(at, { do: 'press', who: pick(`${name}${card} by`, ...by), button, how, card });
  };
  const soon = (name: string, often: number, by: readonly [Who, ...Who[]], button: string) => {
    if (chance(`${name}${card}?`, often)) press(name, asked + between(`${name}${card}`, 2_000, 10_000), by, button);
  };
  soon('approve', 0.95, ['arun', 'arun', 'sofia'], 'approve');
  soon('approve too', 0.6, ['sofia', 'arun', 'mei'], 'approve');
  soon('reject', 0.1, ['arun', 'sofia'], 'reject');
  soon('withdraw', 0.08, ['mei', 'sofia'], 'withdraw');
  soon('resend', 0.5, ['mei', 'arun'], 'resend');
  soon('retry', 0.6, ['mei', 'arun'], 'retry');
  soon('rollback', 0.2, ['mei', 'arun'], 'rollback');
  soon('skip', 0.2, ['mei', 'arun'], 'skip');
  soon('abandon', 0.15, ['mei', 'arun'], 'abandon');
  // What is proposed later needs to be agreed to as well.
  for (const name of ['again', 'once more']) {
    const at = asked + between(`${name}${card} at`, 15_000, Math.max(16_000, calmAt));
    if (chance(`${name}${card}`, 0.6)) press(name, at, ['sofia', 'arun'], 'approve');
  }
}

/** What the client would not let anybody do, and those who may not. */
function mischief({ chance, pick, between }: Lots, { calmAt }: Setting, add: Add, requests: number): void {
  const many = chance('mischief', 0.4) ? between('mischief many', 1, 6) : 0;
  const buttons = ['approve', 'approve', 'reject', 'withdraw', 'resend', 'abandon', 'retry', 'cancel'] as const;
  for (let at = 0; at < many; at += 1)
    add(between(`mischief${at}`, 3_000, calmAt), {
      do: 'press',
      who: pick(`mischief${at} by`, 'eve', 'tom', 'olga', 'mei', 'arun', 'sofia'),
      button: pick(`mischief${at} what`, ...buttons),
      how: pick(`mischief${at} how`, 'forced', 'stale', 'twice'),
      card: between(`mischief${at} card`, 0, requests - 1),
    });
}

const switching = ['Switch primary tenant to standby', 'Switchover standby tenant to primary'] as const;

function disturbances({ chance, pick, between }: Lots, setting: Setting, add: Add): void {
  const { calmAt, isLong, isStormy, replicas, hangzhouDown } = setting;
  // What holds everything up keeps two requests apart that ought to meet.
  const seldom = setting.story === null ? 1 : 0.3;
  const which = (name: string) => between(`${name} which`, 0, replicas - 1);
  const sometimes = (name: string, often: number, deed: () => Deed) => {
    if (chance(name, often)) add(between(`${name} at`, 2_000, calmAt), deed());
  };
  for (const of of ['slack', 'ocp'] as const)
    if (chance(`${of} out`, isLong ? 0.7 : 0.2)) {
      const ms = between(`${of} out for`, 1_000, isLong ? 20 * MINUTE : 40_000);
      add(between(`${of} out at`, isStormy ? 0 : 3_000, Math.floor(calmAt / 2)), { do: 'outage', of, ms });
    }
  const alone = replicas === 1;
  sometimes('stop', alone ? 0.2 : 0.3, () => ({
    do: 'stop',
    replica: which('stop'),
    ms: between('stop for', 100, 20_000),
  }));
  sometimes('cut', alone ? 0.1 : 0.4, () => ({
    do: 'cut',
    replica: which('cut'),
    ms: between('cut for', 200, 12_000),
  }));
  sometimes('freeze', alone ? 0.1 : 0.3, () => ({
    do: 'freeze',
    replica: which('freeze'),
    ms: between('freeze for', 500, 15_000),
  }));
  sometimes('clock', 0.1, () => ({
    do: 'clock',
    replica: which('clock'),
    ms: between('clock is', -TEN_MINUTES, TEN_MINUTES),
  }));
  sometimes('rejects', seldom * 0.15, () => ({
    do: 'rejected log-ons',
    ms: between('rejects for', 500, isLong ? 15 * MINUTE : 30_000),
  }));
  sometimes('leave', seldom * 0.12, () => ({
    do: 'leave',
    who: pick('leaves', 'arun', 'sofia', 'mei'),
    how: pick('leaves how', 'group', 'account'),
  }));
  sometimes('policy', seldom * 0.08, () => ({ do: 'policy', which: pick('policy is', 0, 1, 2, 3, 6) }));
  for (const what of hands)
    if (chance(`hand ${what}`, seldom * 0.16)) {
      const behind = pick<'approval' | 'reading'>(`hand ${what} behind`, 'approval', 'reading');
      add(0, {
        do: 'hand',
        what,
        behind,
        after: between(`hand ${what} after`, 0, HAND_MS[behind]),
        ms: chance(`hand ${what} undone`, 0.7) ? between(`hand ${what} for`, 10, 12_000) : null,
      });
    }
  sometimes('console', 0.08, () => ({ do: 'console', tenant: setting.story === null ? 'orders' : FAMILY }));
  sometimes('step fails', seldom * 0.35, () => ({
    do: 'step fails',
    how: pick('fails how', 'fail', 'fail', 'hang', 'timeout'),
    effect: chance('fails effect', 0.3),
  }));
  sometimes('step lies', 0.05, () => ({
    do: 'step lies',
    name: hangzhouDown ? 'Failover to primary tenant' : pick('lies which', ...switching),
  }));
}
