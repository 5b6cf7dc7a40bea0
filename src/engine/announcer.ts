import { z } from 'zod';
import { DEFAULT_LANGUAGE } from '../language.ts';
import type { Tenant } from '../operation/tenant.ts';
import { pictureOf, policyChanges, type PolicyPicture, SIDES_READING, toldShape } from '../request/policy-diff.ts';
import type { Policy } from '../request/policy.ts';
import { type PairDemand, pairDemands } from '../request/pairs.ts';
import { peopleChanges } from '../request/roster-diff.ts';
import type { Roster } from '../request/roster.ts';
import { type Part, whole } from './part.ts';
import type { Renderer, SpokenOcp, WatchedFile } from './ports.ts';
import { createTelling, type TellingDeps } from './telling.ts';

export interface AnnouncerDeps extends TellingDeps {
  readonly policyFile: WatchedFile<Policy>;
  /** Null where no people file is in use. */
  readonly peopleFile: WatchedFile<Roster> | null;
  readonly renderer: Pick<Renderer, 'policyNotice' | 'peopleNotice'>;
  readonly ocp: SpokenOcp<'tenants'>;
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

/** The notice does not wait for an OCP that does not answer: it says so, and the doctor can be asked. */
const LIST_PATIENCE_MS = 5_000;

/** What the rules of both sides change for the tenants in OCP's list; null when OCP does not give it. */
async function pairsUnder({ ocp, clock }: AnnouncerDeps, policy: Policy): Promise<readonly PairDemand[] | null> {
  const over = new AbortController();
  const late = clock.sleep(LIST_PATIENCE_MS, over.signal).then(() => null);
  const asked: Promise<readonly Tenant[] | null> = ocp
    .in(DEFAULT_LANGUAGE)
    .tenants()
    .catch(() => null);
  try {
    const tenants = await Promise.race([asked, late]);
    return tenants && pairDemands(policy, tenants, () => null);
  } finally {
    over.abort();
  }
}

/** Tells the policy's audit channel whatever became of the policy file and of the people file, also that none is in use any more. */
export function createAnnouncer(deps: AnnouncerDeps): Part {
  const { renderer, peopleFile } = deps;
  const policy = createTelling(
    {
      id: 'policy',
      file: deps.policyFile,
      pictures: policySchema,
      pictureOf,
      changes: policyChanges,
      beside: async (changes, policy) =>
        changes.some((one) => one.kind === 'reading' && one.from < SIDES_READING)
          ? [{ kind: 'pairs' as const, pairs: await pairsUnder(deps, policy) }]
          : [],
      render: renderer.policyNotice,
      channelBefore: (told: PolicyPicture | null) => Promise.resolve(told?.auditChannel ?? null),
    },
    deps,
  );
  const people = createTelling(
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
