import { z } from 'zod';
import type { Clock } from '../../lib/clock.ts';
import { DEFAULT_LANGUAGE } from '../../lib/language.ts';
import type { Tenant } from '../../operation/tenant.ts';
import {
  pictureOf,
  type PolicyChange,
  policyChanges,
  type PolicyPicture,
  SIDES_READING,
  toldShape,
} from '../../policy/differences.ts';
import { groupsOf, type Policy, stopperGroupsOf } from '../../policy/policy.ts';
import { type PairDemand, pairDemands } from '../../policy/pairs.ts';
import { peopleChanges, type Roster } from '../../people/roster.ts';
import { type Worker, whole } from '../leadership/worker.ts';
import type { Renderer, SpokenOcp, WatchedFile } from '../ports.ts';
import { createFileChangeNotifier, type FileChangeNotifierDeps } from './file-change-notifier.ts';

export interface AuditChannelDeps extends FileChangeNotifierDeps {
  readonly policyFile: WatchedFile<Policy>;
  /** Null where no people file is in use. */
  readonly peopleFile: WatchedFile<Roster> | null;
  readonly renderer: Pick<Renderer, 'policyNotice' | 'peopleNotice'>;
  readonly ocp: SpokenOcp<'tenants'>;
  readonly people: { members(group: string, maxAgeMs: number): Promise<ReadonlySet<string>> };
}

const itemSchema = z.object({ name: z.string(), terms: z.record(z.string(), z.array(z.string())) });
/** Of what older versions wrote down, keys that they did not know are missing. */
const policySchema: z.ZodType<PolicyPicture> = z.object({
  ...toldShape(),
  version: z.string(),
  rules: z.array(itemSchema),
  freezes: z.array(itemSchema),
  reading: z.number().default(1),
});
const rosterSchema: z.ZodType<Roster> = z.object({
  version: z.string(),
  people: z.array(z.object({ name: z.string(), accounts: z.array(z.string()) })),
});

/** The notice does not wait for an OCP or a Slack that does not answer: it says so, and the doctor can be asked. */
const PATIENCE_MS = 5_000;
/** Forms and clicks go by readings as old as this. */
const GROUPS_MAX_AGE_MS = 10_000;

/** What the rules of both sides change for the tenants in OCP's list; null when OCP does not give it. */
async function pairsUnder({ ocp, clock }: AuditChannelDeps, policy: Policy): Promise<readonly PairDemand[] | null> {
  const tenants = await answered<readonly Tenant[]>(clock, ocp.in(DEFAULT_LANGUAGE).tenants());
  return tenants && pairDemands(policy, tenants, () => null);
}

/** Groups that the policy names and of which Slack does not give the members. All are asked for in one go, which takes one call. */
async function unreadGroups({ people, clock, business }: AuditChannelDeps, policy: Policy): Promise<readonly string[]> {
  const named = [...new Set([...groupsOf(policy), ...stopperGroupsOf(policy)])];
  const read = await Promise.all(
    named.map(async (group) => ({ group, members: await answered(clock, people.members(group, GROUPS_MAX_AGE_MS)) })),
  );
  const groups = read.flatMap(({ group, members }) => (members === null ? [group] : []));
  if (groups.length > 0) business('policy_groups_unread', { version: policy.version, groups });
  return groups;
}

/** Null for what fails, or comes too late. */
async function answered<T>(clock: Clock, asked: Promise<T>): Promise<T | null> {
  const over = new AbortController();
  const late = clock.sleep(PATIENCE_MS, over.signal).then(() => null);
  try {
    return await Promise.race([asked.catch(() => null), late]);
  } finally {
    over.abort();
  }
}

/** What a change of the policy means for others, for which OCP and Slack have to be asked. */
async function besideChanges(
  deps: AuditChannelDeps,
  changes: readonly PolicyChange[],
  policy: Policy,
): Promise<readonly PolicyChange[]> {
  const isReread = changes.some((one) => one.kind === 'reading' && one.from < SIDES_READING);
  const groups = await unreadGroups(deps, policy);
  return [
    ...(isReread ? [{ kind: 'pairs' as const, pairs: await pairsUnder(deps, policy) }] : []),
    ...(groups.length > 0 ? [{ kind: 'groups_unread' as const, groups }] : []),
  ];
}

/** Tells the policy's audit channel whatever became of the policy file and of the people file, also that none is in use any more. */
export function createAuditChannel(deps: AuditChannelDeps): Worker {
  const { renderer, peopleFile } = deps;
  const policy = createFileChangeNotifier(
    {
      id: 'policy',
      file: deps.policyFile,
      pictures: policySchema,
      pictureOf,
      changes: policyChanges,
      beside: (changes, policy) => besideChanges(deps, changes, policy),
      render: renderer.policyNotice,
      channelBefore: (told: PolicyPicture | null) => Promise.resolve(told?.auditChannel ?? null),
    },
    deps,
  );
  const people = createFileChangeNotifier(
    {
      id: 'people',
      file: peopleFile,
      pictures: rosterSchema,
      pictureOf: (roster: Roster) => roster,
      changes: peopleChanges,
      render: renderer.peopleNotice,
      renderUnused: (version, language) => renderer.peopleNotice({ kind: 'unused', version }, language),
      channelBefore: async () => (await policy.told())?.picture.auditChannel ?? null,
    },
    deps,
  );

  async function turn(): Promise<void> {
    const inForce = (await policy.look()).at(-1)?.value;
    await people.look();
    if (!inForce) return;
    // People first: once a move of the audit channel is told, the channel that it left is told nothing more.
    await people.tell(inForce);
    await policy.tell(inForce);
  }

  return whole('announcer', turn, deps.business);
}
