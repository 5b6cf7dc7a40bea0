/** `/failover doctor`: everything the bot needs, looked at together, within a few seconds. */
import type { WebClient } from '@slack/web-api';
import type { Clock } from '../../../clock.ts';
import { renderDoctor } from '../../render/doctor.ts';
import { inLanguage } from '../../words/words.ts';
import { MEMBER_MAX_AGE_MS, type People, refusalOf } from '../member.ts';
import { examine } from './finding.ts';
import { type OcpProbe, ocpExaminations } from './ocp.ts';
import { type PolicyDeps, policyExaminations } from './policy.ts';
import { slackExaminations } from './slack.ts';
import { type StoreProbe, storeExaminations } from './store.ts';

interface DoctorDeps extends PolicyDeps {
  readonly web: WebClient;
  readonly people: People & PolicyDeps['people'];
  readonly probes: readonly OcpProbe[];
  readonly store: StoreProbe;
  readonly clock: Clock;
}

const PATIENCE_MS = 4_000;

export function createDoctor(deps: DoctorDeps) {
  const patience = { clock: deps.clock, patienceMs: PATIENCE_MS };
  return async function doctor({ person, channel }: { person: string; channel: string }) {
    const language = await deps.people.languageOf(person);
    const [asker] = await deps.people.read([person], [], MEMBER_MAX_AGE_MS);
    const slack = slackExaminations(deps, channel);
    const refusal = refusalOf(asker, language);
    // When Slack does not even say who asks, a broken token is the likely reason; what it says of itself is no secret.
    const unread = (asker?.standing ?? 'unread') === 'unread';
    if (refusal !== null && !unread) return { text: refusal };
    if (refusal !== null) {
      const findings = await examine(slack.slice(0, 1), patience);
      return inLanguage(language, () => renderDoctor(findings, refusal));
    }
    const examinations = [
      ...slack,
      ...ocpExaminations(deps.probes, deps.clock, language),
      ...storeExaminations(deps.store),
      ...policyExaminations(deps),
    ];
    const findings = await examine(examinations, patience);
    return inLanguage(language, () => renderDoctor(findings));
  };
}
