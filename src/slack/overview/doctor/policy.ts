import type { Clock } from '../../../lib/clock.ts';
import type { CodeStanding } from '../../../people/authorise.ts';
import type { Owner, Person, Standing } from '../../../people/person.ts';
import type { Tenant } from '../../../operation/tenant.ts';
import { canDiffer, pairDemands } from '../../../policy/pairs.ts';
import { groupsOf, type Policy, type Rule } from '../../../policy/policy.ts';
import type { FileProblem } from '../../../policy/file/problem.ts';
import { ownerOf, type Roster } from '../../../people/roster.ts';
import type { StopState } from '../../../stop/state.ts';
import { resumeLacks } from '../../../stop/decide.ts';
import { stopsInForce } from '../../../stop/in-force.ts';
import { safe } from '../../blocks/escape.ts';
import { mention, mentions, within } from '../../blocks/names.ts';
import { resumeLackText } from '../../notice/stop-answer.ts';
import { coversText, endText, factsOf } from '../../sentences/stops.ts';
import { fileProblemText } from '../../../text/file-problem.ts';
import { pairText } from '../../sentences/pairs.ts';
import { type Examination, type Finding, type FindingVerdict, whyOf } from './finding.ts';
import { words } from '../../../text/words.ts';

export interface PolicyDeps {
  readonly policies: {
    read(): Promise<Policy>;
    /** Why the file as last read is not in force; null while it is. */
    problem(): { readonly problems: readonly FileProblem[] } | null;
  };
  readonly people: {
    read(ids: readonly string[], groups: readonly string[], maxAgeMs: number): Promise<readonly Person[]>;
    members(group: string, maxAgeMs: number): Promise<ReadonlySet<string>>;
  };
  /** The people file; null where there is none. */
  readonly peopleFile: PeopleFile | null;
  readonly codes: { standing(account: string): Promise<CodeStanding> };
  /** OCP's list, read at most `maxAgeMs` ago. Rejects when OCP does not return it. */
  readonly directory: { tenants(maxAgeMs: number): Promise<readonly Tenant[]> };
  readonly stops: { load(): Promise<StopState> };
  readonly clock: Clock;
}

export interface PeopleFile {
  read(): Promise<Roster>;
  /** Why the file as last read is not in force; null while it is. */
  problem(): { readonly problems: readonly FileProblem[] } | null;
}

/** Slack allows about a hundred calls of users.info a minute, and decisions need them too. */
const PEOPLE_MAX = 60;
const MAX_AGE_MS = 60_000;
/** Of the moves with two rules for their sides. */
const PAIRS_MAX = 20;
/** Of the lines of a broken policy file, and of one such line. */
const BROKEN_MAX = 800;
const PROBLEM_MAX = 250;

const unfit = [
  'guest',
  'external',
  'other_workspace',
  'deactivated',
  'bot',
  'invited',
  'nobody',
] as const satisfies readonly Standing[];

const finding = (verdict: FindingVerdict, text: () => string): Finding => ({ area: 'policy', verdict, text });

/** Empty groups, people who cannot take part, and rules under which nobody can request or nothing can be approved. */
export function policyExaminations(deps: PolicyDeps): readonly Examination[] {
  return [
    { area: 'policy', name: () => words.doctor.checks.policy, look: () => examinePolicy(deps) },
    { area: 'policy', name: () => words.doctor.checks.pairs, look: () => examinePairs(deps) },
  ];
}

interface Known {
  /** Null for a group whose members Slack does not show. */
  readonly groups: ReadonlyMap<string, ReadonlySet<string> | null>;
  /** People who were not looked up are missing. */
  readonly standings: ReadonlyMap<string, Standing>;
  /** Null where there is no people file. */
  readonly roster: Roster | null;
  /** Of the approvers under rules that require one-time codes. */
  readonly codes: ReadonlyMap<string, CodeStanding>;
}

async function examinePolicy({
  policies,
  stops,
  people,
  peopleFile,
  codes,
  clock,
}: PolicyDeps): Promise<readonly Finding[]> {
  let policy: Policy;
  try {
    policy = await policies.read();
  } catch (error) {
    return [finding('problem', () => words.doctor.policyFailed(whyOf(error)))];
  }
  const broken = policies.problem()?.problems ?? [];
  const named = new Set(policy.rules.flatMap(({ approvers, requesters }) => [...approvers, ...requesters]));
  const groups = new Map(
    await Promise.all(
      [...new Set([...named, ...(policy.stoppers ?? [])])]
        .filter(isGroup)
        .map(async (group) => [group, await membersOf(people, group)] as const),
    ),
  );
  const all = [...new Set([...named].flatMap((id) => peopleOf(id, { groups })))];
  const read = await people.read(all.slice(0, PEOPLE_MAX), [], MAX_AGE_MS);
  const roster = peopleFile && (await peopleFile.read());
  const standings = new Map(read.map(({ id, standing }) => [id, standing]));
  const withCodes = policy.rules.filter(({ oneTimeCode }) => oneTimeCode).flatMap(({ approvers }) => approvers);
  const asked = [...new Set(withCodes.flatMap((id) => (isGroup(id) ? [...(groups.get(id) ?? [])] : [id])))];
  const codeStandings = await Promise.all(asked.map(async (id) => [id, await codes.standing(id)] as const));
  const state = await stops.load();
  const known: Known = { groups, standings, roster, codes: new Map(codeStandings) };
  return [
    ...stopFindings(policy, state, clock.now()),
    ...resumeFindings(policy, known, state),
    ...stopperFindings(policy, known),
    finding('ok', () => words.doctor.policy(policy.rules.length, safe(policy.version, 20))),
    ...(all.length > PEOPLE_MAX ? [finding('unknown', () => words.doctor.tooManyPeople(PEOPLE_MAX, all.length))] : []),
    ...(broken.length > 0 ? [finding('problem', () => brokenText(policyRefused(policy), broken))] : []),
    ...rosterFindings(roster, peopleFile?.problem()?.problems ?? []),
    ...policy.rules.flatMap((rule) => ruleFindings(rule, known)),
  ];
}

/** Pairs with two rules: what they need, and whether anybody could satisfy it. */
async function examinePairs({ policies, people, directory }: PolicyDeps): Promise<readonly Finding[]> {
  const policy = await policies.read();
  // This avoids a needless login: OCP locks accounts after several rejected ones.
  if (!canDiffer(policy)) return [];
  const tenants = await directory.tenants(MAX_AGE_MS);
  const groups = new Map(
    await Promise.all(groupsOf(policy).map(async (group) => [group, await membersOf(people, group)] as const)),
  );
  const pairs = pairDemands(policy, tenants, (group) => groups.get(group) ?? null);
  const stuck = pairs.filter(({ lack }) => lack !== null);
  const others = pairs.filter(({ lack }) => lack === null);
  return [
    ...stuck.slice(0, PAIRS_MAX).map((pair) => finding('problem', () => pairText(pair))),
    ...others.slice(0, PAIRS_MAX).map((pair) => finding('note', () => pairText(pair))),
    ...[stuck, others].flatMap(({ length }) =>
      length > PAIRS_MAX ? [finding('note', () => words.doctor.morePairs(length - PAIRS_MAX))] : [],
    ),
  ];
}

/** A stop or a freeze is what most people who run the doctor are looking for. */
function stopFindings(policy: Policy, state: StopState, now: number): readonly Finding[] {
  const text = () => words.stop.doctor;
  return stopsInForce(policy, state, now).map(({ stop, scope, typed }) =>
    finding('problem', () => {
      if (typed !== null) return [text().typed(factsOf(stop)), endText(typed)].join(words.world.space);
      return scope === null ? text().stopped(factsOf(stop)) : text().freeze(factsOf(stop), coversText(scope));
    }),
  );
}

/** A stop that nobody could end should be known before anybody types it. */
function resumeFindings(policy: Policy, known: Known, { stop }: StopState): readonly Finding[] {
  const named = [...new Set(policy.rules.flatMap(({ approvers }) => approvers))];
  const isKnown =
    named.every((id) => !isGroup(id) || (known.groups.get(id) ?? null) !== null) &&
    named.flatMap((id) => peopleOf(id, known)).every((id) => (known.standings.get(id) ?? 'unread') !== 'unread');
  return resumeLacks(policy, isKnown ? living(named, known) : null).map((lack) =>
    finding(stop === null ? 'note' : 'problem', () => resumeLackText(lack)),
  );
}

/** Nobody counts as a member of a group that cannot be read. */
function stopperFindings({ stoppers = [] }: Policy, { groups }: Known): readonly Finding[] {
  return stoppers
    .filter((id) => groups.get(id) === null)
    .map((group) => finding('unknown', () => words.doctor.stoppersUnread(mention(group))));
}

function policyRefused({ version }: Policy): string {
  return words.doctor.policyRefused(safe(version, 20));
}

/** The first problems, as many as fit into one finding. */
function brokenText(heading: string, problems: readonly FileProblem[]): string {
  const lines = problems.map((problem) => safe(fileProblemText(problem), PROBLEM_MAX));
  return within([heading, ...lines], BROKEN_MAX).join('\n');
}

function rosterFindings(roster: Roster | null, broken: readonly FileProblem[]): readonly Finding[] {
  if (roster === null) return [];
  const version = safe(roster.version, 20);
  return broken.length > 0
    ? [finding('problem', () => brokenText(words.doctor.peopleRefused(version), broken))]
    : [finding('ok', () => words.doctor.peopleFile(roster.people.length, version))];
}

async function membersOf(people: PolicyDeps['people'], group: string): Promise<ReadonlySet<string> | null> {
  try {
    return await people.members(group, MAX_AGE_MS);
  } catch {
    // Every rule that names the group reports it as a finding.
    return null;
  }
}

function ruleFindings(rule: Rule, known: Known): readonly Finding[] {
  const name = safe(rule.name, 80);
  const named = [...new Set([...rule.approvers, ...rule.requesters])];
  const groups = named.filter(isGroup);
  const people = [...new Set(named.flatMap((id) => peopleOf(id, known)))];
  const having = (standing: Standing) => people.filter((id) => known.standings.get(id) === standing);
  const unread = people.filter((id) => (known.standings.get(id) ?? 'unread') === 'unread');
  const findings = [
    ...groups.flatMap((group) => groupFindings(name, group, known)),
    ...unfit.flatMap((standing) => {
      const ids = having(standing);
      return ids.length === 0 ? [] : [finding('problem', () => words.doctor.cannot[standing](name, mentions(ids)))];
    }),
    ...(['unmapped', 'doubly_mapped'] as const).flatMap((kind) => {
      const ids = people.filter((id) => ownership(id, known) === kind);
      return ids.length === 0 ? [] : [finding('problem', () => words.doctor[kind](name, mentions(ids)))];
    }),
    ...(rule.oneTimeCode ? codeFindings(name, living(rule.approvers, known), known) : []),
    ...(unread.length === 0 ? [] : [finding('unknown', () => words.doctor.unread(name, mentions(unread)))]),
    // With unknown people, too few known ones may still be enough.
    ...(unread.length > 0 || groups.some((group) => known.groups.get(group) === null)
      ? []
      : countFindings(rule, known)),
  ];
  if (findings.length > 0) return findings;
  return [
    finding('ok', () =>
      words.doctor.rule(name, living(rule.approvers, known).length, living(rule.requesters, known).length),
    ),
  ];
}

/** Approvers who are needed for a failover and could not give their code. */
function codeFindings(rule: string, approvers: readonly string[], { codes }: Known): readonly Finding[] {
  const without = (['not_enrolled', 'unavailable', 'locked'] as const).map((standing) => {
    return { standing, ids: approvers.filter((id) => codes.get(id) === standing) };
  });
  return without.flatMap(({ standing, ids }) =>
    ids.length === 0 ? [] : [finding('problem', () => words.doctor.code[standing](rule, mentions(ids)))],
  );
}

function groupFindings(rule: string, group: string, known: Known): readonly Finding[] {
  const members = known.groups.get(group) ?? null;
  if (members === null) return [finding('unknown', () => words.doctor.groupUnread(rule, mention(group)))];
  return members.size === 0 ? [finding('problem', () => words.doctor.groupEmpty(rule, mention(group)))] : [];
}

/** Nobody approves their own request, so a requester who approves counts only for requests of others. */
function countFindings(rule: Rule, known: Known): readonly Finding[] {
  const name = safe(rule.name, 80);
  const approvers = living(rule.approvers, known);
  const requesters = living(rule.requesters, known);
  if (requesters.length === 0) return [finding('problem', () => words.doctor.nobodyAsks(name))];
  const stuck = requesters.filter(
    (id) => approvers.filter((other) => !samePerson(id, other, known)).length < rule.approvals,
  );
  if (stuck.length === 0) return [];
  if (stuck.length === requesters.length) return [finding('problem', () => words.doctor.tooFew(name, rule.approvals))];
  return [finding('problem', () => words.doctor.tooFewFor(name, rule.approvals, mentions(stuck)))];
}

/** People who may take part, each with one account. */
function living(ids: readonly string[], known: Known): readonly string[] {
  const accounts = [...new Set(ids.flatMap((id) => peopleOf(id, known)))].filter(
    (id) => known.standings.get(id) === 'member' && ownership(id, known) === 'person',
  );
  return accounts.filter((id, at) => !accounts.slice(0, at).some((before) => samePerson(before, id, known)));
}

function ownership(id: string, { roster }: Known): Owner['kind'] {
  return roster ? ownerOf(roster, id).kind : 'person';
}

function samePerson(one: string, other: string, { roster }: Known): boolean {
  if (one === other) return true;
  const owner = roster && ownerOf(roster, one);
  return owner?.kind === 'person' && owner.accounts.includes(other);
}

function peopleOf(id: string, { groups }: Pick<Known, 'groups'>): readonly string[] {
  return isGroup(id) ? [...(groups.get(id) ?? [])] : [id];
}

function isGroup(id: string): boolean {
  return id.startsWith('S');
}
