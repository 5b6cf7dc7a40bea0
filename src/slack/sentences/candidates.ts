/** The standbys that could take over from a lost primary, and what the chosen one would lose: mrkdwn lines for form, card and thread. */
import { type Candidate, type CandidateFamily, hasChoice, isArchive } from '../../operation/candidates/candidates.ts';
import { memberKey } from '../../operation/family.ts';
import type { Evidence } from '../../operation/candidates/loss.ts';
import type { TenantRef } from '../../operation/tenant.ts';
import { words } from '../../text/words.ts';
import type { RequestState } from '../../request/state.ts';
import { measuredAt, type Takeover, takeoversOf, undecided } from '../../view/takeovers.ts';
import { safe } from '../blocks/escape.ts';
import { plainTenantName, tenantName } from '../blocks/names.ts';

const WORD_MAX = 24;
/** So long after a moment its date goes without saying. */
const NEAR_MS = 12 * 3_600_000;

/** A time of day, with its date where that is not today's. `now`: of whoever looks. */
function at(time: number, now: number): string {
  return Math.abs(now - time) < NEAR_MS ? words.time.timeOfDay(time) : words.time.when(time);
}

/** A family of a lost primary in a form: every standby on a line, the one to choose marked; what OCP's alarms say. */
export function familyBlock(family: CandidateFamily, now: number): readonly string[] {
  const { candidates: text } = words;
  const measured = measuredAt(family);
  const why = undecided(family);
  return [
    text.heading(tenantName(family.primary), measured === null ? null : at(measured, now)),
    ...family.candidates.map((one) => candidateLine(family, one, now)),
    ...(why === null ? [] : [text.undecided[why]]),
    ...(family.evidence.length === 0 ? [] : [text.alarms(evidenceText(family.evidence, now))]),
  ];
}

function candidateLine(family: CandidateFamily, candidate: Candidate, now: number): string {
  const { tenant } = candidate;
  const isSameName = tenant.tenantName === family.primary.tenantName;
  const name = isSameName ? safe(tenant.clusterName, 64) : tenantName(tenant);
  return words.candidates.candidate(name, factsOf(family, candidate, now).join(words.world.comma));
}

/** What decides first: a phone shows one line. */
function factsOf(family: CandidateFamily, candidate: Candidate, now: number): readonly string[] {
  const { candidates: text } = words;
  const { standing, blocked, status, syncStatus, behindMs } = candidate;
  if (standing === 'elsewhere') return [text.elsewhere];
  const isBest = family.best !== null && memberKey(family.best) === memberKey(candidate.tenant);
  const isMarked = isBest && family.decidedBy !== null && hasChoice(family);
  return [
    ...(isMarked && family.decidedBy ? [text.best[family.decidedBy]] : []),
    ...(blocked === null ? [] : [text.blocked[blocked]]),
    // A lag says it by itself.
    ...(standing === 'staler' && candidate.lag === null ? [text.staler(words.time.lag(behindMs))] : []),
    ...readingOf(family, candidate, now),
    ...transportOf(candidate),
    ...syncOf(syncStatus),
    ...(status === null || status.toUpperCase() === 'NORMAL' || blocked === 'unavailable'
      ? []
      : [text.status(safe(status, WORD_MAX))]),
  ];
}

/** Its lag, with the time where the heading tells none; otherwise until when it is known to have come. */
function readingOf(family: CandidateFamily, { lag, upTo }: Candidate, now: number): readonly string[] {
  const { candidates: text, time } = words;
  if (lag !== null)
    return [measuredAt(family) === null ? text.lagAt(time.lag(lag.ms), at(lag.at, now)) : time.lag(lag.ms)];
  return upTo === null ? [] : [text.upTo(at(upTo, now))];
}

function transportOf(candidate: Candidate): readonly string[] {
  const { network, archive } = words.candidates;
  if (candidate.transport === null) return [];
  if (isArchive(candidate)) return [archive];
  return candidate.transport.toUpperCase() === 'NETWORK' ? [network] : [safe(candidate.transport, WORD_MAX)];
}

/** OCP's word for a standby that synchronises stands alone, so that a line fits a phone. */
function syncOf(status: string | null): readonly string[] {
  if (status === null || status === '') return [];
  const shown = safe(status, WORD_MAX);
  return [status.toUpperCase() === 'VALID' ? shown : words.candidates.sync(shown)];
}

function evidenceText(evidence: readonly Evidence[], now: number): string {
  const { since, onHosts } = words.candidates;
  // What began together has one time.
  const times = [...new Set(evidence.map((one) => one.since))];
  const texts = times.map((time) => {
    const own = evidence.filter((one) => one.since === time);
    const names = own.map(({ type, hosts }) => (hosts === 0 ? safe(type, 60) : onHosts(safe(type, 60), hosts)));
    const list = names.join(words.world.comma);
    return time === null ? list : since(list, at(time, now));
  });
  return texts.join(words.world.semicolon);
}

/** What may be lost by choosing this one: its last lag before the loss, which does not grow after it; null where OCP tells nothing. */
export function lossLine({ own }: Takeover, primary: TenantRef, now: number): string | null {
  const { mayBeLost, mayBeLostAfter } = words.candidates;
  const name = tenantName(primary);
  if (own.lag !== null) return mayBeLost(name, words.time.lag(own.lag.ms), at(own.lag.at, now));
  return own.upTo === null ? null : mayBeLostAfter(name, at(own.upTo, now));
}

/** What speaks against choosing this one. */
export function warningLines({ own, fresher, isArchive: isFromArchive }: Takeover): readonly string[] {
  const { warning, fromArchive } = words.candidates;
  return [
    ...(fresher ? [warning(fresherText(fresher.tenant, own.tenant, fresher.byMs))] : []),
    ...(isFromArchive ? [warning(fromArchive(tenantName(own.tenant)))] : []),
  ];
}

function fresherText(sibling: TenantRef, tenant: TenantRef, byMs: number): string {
  return words.candidates.fresher(tenantName(sibling), tenantName(tenant), words.time.lag(byMs));
}

/** For the thread: one for each target to which a fresher sibling is known. */
export function fresherLines({ candidates, operation }: RequestState): readonly string[] {
  return takeoversOf(candidates, operation.targets).flatMap(({ fresher, own }) =>
    fresher ? [words.candidates.warning(fresherText(fresher.tenant, own.tenant, fresher.byMs))] : [],
  );
}

/** The same for a confirm dialog, plain text: the first of several. */
export function fresherShort(takeovers: readonly Takeover[]): string | null {
  const [first] = takeovers.flatMap(({ fresher }) => fresher ?? []);
  return first
    ? words.candidates.fresherShort(plainTenantName(first.tenant, WORD_MAX), words.time.lag(first.byMs))
    : null;
}

/** What OCP's alarms say of the primaries, each once; named where there are several. */
export function alarmLines(takeovers: readonly Takeover[], now: number): readonly string[] {
  const families = [...new Map(takeovers.map(({ family }) => [memberKey(family.primary), family])).values()];
  const told = families.filter(({ evidence }) => evidence.length > 0);
  const { alarms, alarmsOf } = words.candidates;
  return told.map(({ primary, evidence }) =>
    families.length === 1
      ? alarms(evidenceText(evidence, now))
      : alarmsOf(tenantName(primary, WORD_MAX), evidenceText(evidence, now)),
  );
}

/** Of one tenant among many: short. `names`: characters for a name. */
export function notesOf({ own, fresher, isArchive: isFromArchive }: Takeover, names: number): readonly string[] {
  const { lag, note } = words.candidates;
  return [
    ...(own.lag === null ? [] : [lag(words.time.lag(own.lag.ms))]),
    ...(fresher
      ? [note.fresher(tenantName(fresher.tenant, Math.min(WORD_MAX, names)), words.time.lag(fresher.byMs))]
      : []),
    ...(isFromArchive ? [note.archive] : []),
  ];
}
