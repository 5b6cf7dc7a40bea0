import type { BusinessLog } from '../../log/levels.ts';
import type { App } from '@slack/bolt';
import { z } from 'zod';
import type { Language } from '../../lib/language.ts';
import { type CodeFormDeps, submitCode } from '../form/submit-code.ts';
import type { FieldErrors, Submission } from '../form/submit.ts';
import { cardTeamOf, optionsBody, submissionKey, teamOf, viewBody } from './payloads.ts';
import { deliveryOf } from './receive/seen.ts';
import { choicesOf } from '../../operation/choices.ts';
import { kinds, operationKinds } from '../../operation/kinds/index.ts';
import { isReadable } from '../../lib/readable.ts';
import type { Tenant } from '../../operation/tenant.ts';
import { DIRECTORY_MAX_AGE_MS } from '../form/deps.ts';
import { CODE_FORM } from '../form/view/code-form.ts';
import { optionGroups } from '../form/view/options.ts';
import { STOP_REASON } from '../notice/stop-answer.ts';
import { inLanguage, words } from '../../text/words.ts';
import { type StopDeps, submitStopReason } from './stop.ts';

export interface ViewDeps extends CodeFormDeps, StopDeps {
  readonly submit: (submission: Submission) => Promise<FieldErrors>;
  readonly giveReason: (requestId: string, person: string, reason: string) => Promise<void>;
  readonly directory: { tenants(maxAgeMs: number): Promise<readonly Tenant[]> };
  readonly people: { languageOf(id: string): Promise<Language> };
  /** Whether a rule of the policy names this person. */
  readonly takesPart: (person: string) => Promise<boolean>;
  readonly business: BusinessLog;
}

const reasonValues = z.object({ reason: z.object({ reason: z.object({ value: z.string().nullish() }) }) });

/** One listener for every form and one for every select, as for buttons. */
export function listenToViews(app: App, deps: ViewDeps): void {
  app.view(/^/, async ({ body, context, ack }) => {
    const parsed = viewBody.parse(body);
    const { view, user } = parsed;
    const kind = operationKinds.find((one) => one === view.callback_id);
    if (kind !== undefined) {
      const { values } = view.state;
      const draftId = view.private_metadata;
      const delivery = deliveryOf(context, submissionKey(parsed));
      const errors = await deps.submit({ kind, draftId, person: user.id, team: teamOf(parsed), values, delivery });
      return errors === null ? ack() : ack({ response_action: 'errors', errors });
    }
    if (view.callback_id === CODE_FORM) {
      const key = submissionKey(parsed);
      const given = { key, requestId: view.private_metadata, person: user.id, team: cardTeamOf(parsed) };
      const errors = await submitCode(deps, {
        ...given,
        values: view.state.values,
        delivery: deliveryOf(context, key),
      });
      return errors === null ? ack() : ack({ response_action: 'errors', errors });
    }
    if (view.callback_id === STOP_REASON) {
      const text = reasonValues.parse(view.state.values).reason.reason.value ?? '';
      const errors = await submitStopReason(deps, { person: user.id, text });
      return errors === null ? ack() : ack({ response_action: 'errors', errors });
    }
    if (view.callback_id === 'reason') {
      const reason = (reasonValues.parse(view.state.values).reason.reason.value ?? '').trim().slice(0, 3_000);
      if (reason !== '' && !isReadable(reason)) {
        const language = await deps.people.languageOf(user.id);
        const errors = { reason: inLanguage(language, () => words.flow.reasonUnreadable) };
        return ack({ response_action: 'errors', errors });
      }
      // It can be given once: a second delivery changes nothing.
      if (reason !== '') await deps.giveReason(view.private_metadata, user.id, reason);
    }
    return ack();
  });

  app.options(/^/, async ({ body, context, ack }) => {
    const { action_id: field, value, user } = optionsBody.parse(body);
    const kind = operationKinds.find((one) => kinds[one].field === field);
    if (kind === undefined) return ack({ options: [] });
    try {
      // Which tenants there are is for those who may ask for something, or agree to it.
      if (!(await deps.takesPart(user.id))) return await ack({ options: [] });
      // The same keystroke again is answered out of what is known, however old: OCP is not asked for it a second time.
      const isNew = await deps.seen.first(deliveryOf(context, null));
      const tenants = await deps.directory.tenants(isNew ? DIRECTORY_MAX_AGE_MS : Number.POSITIVE_INFINITY);
      const language = await deps.people.languageOf(user.id);
      return await ack(inLanguage(language, () => optionGroups(choicesOf(kind, tenants), value)));
    } catch (error) {
      deps.business('options_unread', { message: error instanceof Error ? error.message : String(error) });
      return ack({ options: [] });
    }
  });
}
