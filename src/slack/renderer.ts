import type { Language } from '../lib/language.ts';
import type { Recorded } from '../request/events.ts';
import type { PolicyNotice } from '../policy/differences.ts';
import type { PeopleNotice } from '../people/roster.ts';
import type { Policy } from '../policy/policy.ts';
import type { RequestState } from '../request/state.ts';
import type { RecordedStop } from '../stop/events.ts';
import type { ResumeCard } from '../stop/resumes.ts';
import { inLanguage } from '../text/words.ts';
import { viewOf } from '../view/request.ts';
import { renderCard } from './card/card.ts';
import { endedEarlyText } from './notice/ended-early.ts';
import { peopleNotice } from './notice/people-notice.ts';
import { plainCard } from './card/plain-card.ts';
import { movedText, unpostedText } from './sentences/refusals.ts';
import { policyNotice } from './notice/policy-notice.ts';
import { renderResumeCard } from './card/resume-card.ts';
import { stopNotice } from './notice/stop-notice.ts';
import { fits, type Line, renderLines, threadLines } from './thread/thread.ts';

/** Everything the mirror needs words for. Pure. Card and thread speak the language that is on the request's record. */
export const renderer = {
  card(state: RequestState, { now, plan }: { readonly now: number; readonly plan: boolean }) {
    return inLanguage(state.language, () => renderCard(viewOf(state, now), { plan }));
  },
  lines(before: RequestState | null, recorded: Recorded, after: RequestState) {
    return inLanguage(after.language, () => threadLines(before, recorded, after));
  },
  endedEarly(state: RequestState, language: Language) {
    return inLanguage(language, () => endedEarlyText(state));
  },
  message(lines: readonly Line[], language: Language) {
    return inLanguage(language, () => renderLines(lines));
  },
  moved(channel: string, language: Language) {
    return inLanguage(language, () => movedText(channel));
  },
  unposted(channel: string, code: string, language: Language) {
    return inLanguage(language, () => unpostedText(channel, code));
  },
  plain: plainCard,
  fits,
  policyNotice(notice: PolicyNotice, language: Language) {
    return inLanguage(language, () => policyNotice(notice));
  },
  peopleNotice(notice: PeopleNotice, language: Language) {
    return inLanguage(language, () => peopleNotice(notice));
  },
  resumeCard(card: ResumeCard, policy: Policy, language: Language) {
    return inLanguage(language, () => renderResumeCard(card, policy));
  },
  stopNotice(log: readonly RecordedStop[], told: number, language: Language) {
    return inLanguage(language, () => stopNotice(log, told));
  },
};
