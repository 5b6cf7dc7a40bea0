/** `/failover doctor`: checks everything that the bot needs, together, within a few seconds. */
import type { WebClient } from '@slack/web-api';
import type { Clock } from '../../../lib/clock.ts';
import { renderDoctor } from '../view/doctor.ts';
import { inLanguage, words } from '../../../text/words.ts';
import type { Language } from '../../../lib/language.ts';
import type { TypedCommand } from '../../inbound/commands.ts';
import { MEMBER_MAX_AGE_MS, type People, refusalOf, takesPart } from '../member.ts';
import { type Examination, examine, type Finding } from './finding.ts';
import { type OcpProbe, ocpExaminations, ocpUnshown } from './ocp.ts';
import { type PolicyDeps, policyExaminations } from './policy.ts';
import { slackExaminations } from './slack.ts';
import { type StoreProbe, storeExaminations } from './store.ts';

interface DoctorDeps extends PolicyDeps {
  readonly web: WebClient;
  readonly slackSkew?: (() => number | null) | undefined;
  readonly people: People & PolicyDeps['people'];
  readonly probes: readonly OcpProbe[];
  readonly store: StoreProbe;
  readonly log: Parameters<typeof storeExaminations>[1];
  readonly clock: Clock;
}

const PATIENCE_MS = 4_000;
/** Nobody waits for the findings of the start. */
const START_PATIENCE_MS = 15_000;
/** One check makes many calls to Slack and OCP; a repeat within this time gets the last findings. */
const AGAIN_MS = 30_000;

/** The findings for one person, or the check in progress. */
interface Look {
  readonly at: number;
  readonly since: number;
  readonly findings: Promise<readonly Finding[]>;
}

/** All findings from the bot's own view at the start: as for a person, without the channel. */
export function examineAll(deps: DoctorDeps): Promise<readonly Finding[]> {
  const { clock } = deps;
  const all = [
    ...slackExaminations(deps, null),
    ...ocpExaminations(deps.probes, clock, 'en'),
    ...storeExaminations(deps.store, deps.log),
    ...policyExaminations(deps),
  ];
  return examine(all, { clock, patienceMs: START_PATIENCE_MS });
}

export function createDoctor(deps: DoctorDeps) {
  const { clock, people } = deps;
  const patience = { clock, patienceMs: PATIENCE_MS };
  const looks = new Map<string, Look>();

  async function examinations(
    person: string,
    channel: string | null,
    language: Language,
  ): Promise<readonly Examination[]> {
    const slack = slackExaminations(deps, channel);
    const [asker] = await people.read([person], [], MEMBER_MAX_AGE_MS);
    // When Slack does not even identify the reader, a broken token is the likely reason; the finding about it holds no
    // secret.
    if (asker?.standing !== 'member') return slack.slice(0, 1);
    return [
      ...slack,
      // OCP's address and load are only for people who may move something with it.
      ...((await isInside(person)) ? ocpExaminations(deps.probes, clock, language) : ocpUnshown),
      ...storeExaminations(deps.store, deps.log),
      ...policyExaminations(deps),
    ];
  }

  /** Without a policy nobody is; another check reports that there is none. */
  const isInside = (person: string) => takesPart(deps, person).catch(() => false);

  /** A new check, or the last one while it is recent. */
  function look(
    person: string,
    channel: string | null,
    language: Language,
  ): { readonly last: Look; readonly isNew: boolean } {
    for (const [id, { since }] of looks) if (clock.elapsed() - since >= AGAIN_MS) looks.delete(id);
    const known = looks.get(person);
    if (known) return { last: known, isNew: false };
    const findings = examinations(person, channel, language).then((all) => examine(all, patience));
    const last = { at: clock.now(), since: clock.elapsed(), findings };
    looks.set(person, last);
    return { last, isNew: true };
  }

  return async function doctor({
    person,
    channel,
    conversation,
  }: Pick<TypedCommand, 'person' | 'channel' | 'conversation'>) {
    const language = await people.languageOf(person);
    const [asker] = await people.read([person], [], MEMBER_MAX_AGE_MS);
    const refusal = refusalOf(asker, language);
    const unread = (asker?.standing ?? 'unread') === 'unread';
    if (refusal !== null && !unread) return { text: refusal };
    const { last, isNew } = look(person, conversation === 'channel' ? channel : null, language);
    const findings = await last.findings;
    return inLanguage(language, () => {
      const left = AGAIN_MS - (clock.elapsed() - last.since);
      const again = isNew ? [] : [words.doctor.again(words.time.when(last.at), words.time.duration(Math.max(0, left)))];
      const notices = [...(refusal === null ? [] : [refusal]), ...again];
      return renderDoctor(findings, notices.length === 0 ? null : notices.join('\n'));
    });
  };
}
