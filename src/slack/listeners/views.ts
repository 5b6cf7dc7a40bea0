import type { App } from '@slack/bolt';
import { z } from 'zod';
import type { Language } from '../../language.ts';
import type { FieldErrors, Submission } from '../forms/submit.ts';
import { optionsBody, teamOf, viewBody } from '../payloads.ts';
import { choicesOf } from '../../operation/choices.ts';
import type { Tenant } from '../../operation/tenant.ts';
import { DIRECTORY_MAX_AGE_MS } from '../forms/deps.ts';
import { targetsField } from '../forms/values.ts';
import { optionGroups } from '../render/form-options.ts';
import { inLanguage } from '../words/words.ts';

export interface ViewDeps {
  readonly submit: (submission: Submission) => Promise<FieldErrors>;
  readonly giveReason: (requestId: string, person: string, reason: string) => Promise<void>;
  readonly directory: { tenants(maxAgeMs: number): Promise<readonly Tenant[]> };
  readonly people: { languageOf(id: string): Promise<Language> };
  readonly business: (event: string, fields: Readonly<Record<string, unknown>>) => void;
}

const reasonValues = z.object({ reason: z.object({ reason: z.object({ value: z.string().nullish() }) }) });

export function listenToViews(app: App, deps: ViewDeps): void {
  for (const kind of ['failover', 'switchover'] as const) {
    app.view(kind, async ({ body, ack }) => {
      const parsed = viewBody.parse(body);
      const { view, user } = parsed;
      const { values } = view.state;
      const draftId = view.private_metadata;
      const errors = await deps.submit({ kind, draftId, person: user.id, team: teamOf(parsed), values });
      await (errors === null ? ack() : ack({ response_action: 'errors', errors }));
    });

    app.options<'block_suggestion'>(
      { type: 'block_suggestion', action_id: targetsField(kind) },
      async ({ body, ack }) => {
        const { value, user } = optionsBody.parse(body);
        try {
          const tenants = await deps.directory.tenants(DIRECTORY_MAX_AGE_MS);
          const language = await deps.people.languageOf(user.id);
          await ack(inLanguage(language, () => optionGroups(choicesOf(kind, tenants), value)));
        } catch (error) {
          deps.business('options_unread', { message: error instanceof Error ? error.message : String(error) });
          await ack({ options: [] });
        }
      },
    );
  }

  app.view('reason', async ({ body, ack }) => {
    const { view, user } = viewBody.parse(body);
    const reason = (reasonValues.parse(view.state.values).reason.reason.value ?? '').trim().slice(0, 3_000);
    if (reason !== '') await deps.giveReason(view.private_metadata, user.id, reason);
    await ack();
  });

  app.view(/^(?!(?:failover|switchover|reason)$)/, async ({ ack }) => ack());

  app.options<'block_suggestion'>({ type: 'block_suggestion', action_id: /^(?!(?:tenants|pairs)$)/ }, async ({ ack }) =>
    ack({ options: [] }),
  );
}
