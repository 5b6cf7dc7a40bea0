/** A submitted form with a one-time code: tried once, whatever Slack delivers, and answered beside the field. */
import { z } from 'zod';
import type { Language } from '../../lib/language.ts';
import type { CodeTrouble } from '../../people/code-tries.ts';
import type { Delivery, SeenDeliveries } from '../inbound/receive/seen.ts';
import { codeTroubleText, roundOfCode } from './view/code-form.ts';
import { inLanguage, words } from '../../text/words.ts';
import type { FieldErrors } from './submit.ts';

export interface CodeSubmission {
  /** What makes this submission itself and not another. */
  readonly key: string;
  readonly requestId: string;
  readonly person: string;
  readonly team: string;
  /** The view's `state.values`, as sent. */
  readonly values: unknown;
  readonly delivery: Delivery;
}

/** Of which question a code is given, and by whom. */
interface FormPlace {
  readonly requestId: string;
  readonly round: number;
  readonly person: string;
}

export interface CodeFormDeps {
  readonly seen: SeenDeliveries;
  readonly people: { languageOf(id: string): Promise<Language> };
  /** Whether this person's code is still being asked for. */
  readonly wantsCode: (place: FormPlace) => Promise<'asked' | 'void' | 'newer'>;
  /** Tries a one-time code. `taken`: the approval is on disk. */
  readonly giveCode: (
    given: FormPlace & { readonly key: string; readonly team: string; readonly code: string },
  ) => Promise<CodeTrouble | { readonly kind: 'taken' } | { readonly kind: 'void' | 'newer' }>;
}

/** The one field of the form: its name says which question the code is for. */
const fieldValues = z.record(z.string(), z.object({ code: z.object({ value: z.string().nullish() }) }));

/**
 * Null when the approval is on disk and the form may close. The same submission again tries nothing: what it is answered
 * hangs on whether there is anything left to type.
 */
export async function submitCode(deps: CodeFormDeps, submission: CodeSubmission): Promise<FieldErrors> {
  const { key, requestId, person, team, values, delivery } = submission;
  const language = await deps.people.languageOf(person);
  const [[field, value] = ['', null]] = Object.entries(fieldValues.safeParse(values).data ?? {});
  const said = (text: () => string): FieldErrors => ({ [field]: inLanguage(language, text) });
  const round = roundOfCode(field);
  const code = value?.code.value?.trim() ?? '';
  if (round === null || code === '') return said(() => words.flow.code.unsaid);
  const place = { requestId, round, person };
  // Before the code is tried: of two deliveries at once, one tries it.
  if (!(await deps.seen.first(delivery))) {
    const kind = await deps.wantsCode(place);
    if (kind === 'void') return null;
    return said(() => (kind === 'asked' ? words.flow.code.again : codeTroubleText({ kind })));
  }
  const outcome = await deps.giveCode({ ...place, key, team, code });
  return outcome.kind === 'taken' ? null : said(() => codeTroubleText(outcome));
}
