import type { App } from '@slack/bolt';
import { z } from 'zod';
import type { FieldErrors, Submission } from '../forms/submit.ts';
import { optionsBody, teamOf, viewBody } from '../payloads.ts';
import { tenantOptions } from '../render/form.ts';
import type { Tenant } from '../../operation/tenant.ts';
import { DIRECTORY_MAX_AGE_MS } from '../forms/failover.ts';

export interface ViewDeps {
  readonly submit: (submission: Submission) => Promise<FieldErrors>;
  readonly giveReason: (requestId: string, person: string, reason: string) => Promise<void>;
  readonly directory: { tenants(maxAgeMs: number): Promise<readonly Tenant[]> };
  readonly business: (event: string, fields: Readonly<Record<string, unknown>>) => void;
}

const reasonValues = z.object({ reason: z.object({ reason: z.object({ value: z.string().nullish() }) }) });

export function listenToViews(app: App, deps: ViewDeps): void {
  app.view('failover', async ({ body, ack }) => {
    const parsed = viewBody.parse(body);
    const { view, user } = parsed;
    const draftId = view.private_metadata;
    const errors = await deps.submit({ draftId, person: user.id, team: teamOf(parsed), values: view.state.values });
    await (errors === null ? ack() : ack({ response_action: 'errors', errors }));
  });

  app.view('reason', async ({ body, ack }) => {
    const { view, user } = viewBody.parse(body);
    const reason = (reasonValues.parse(view.state.values).reason.reason.value ?? '').trim().slice(0, 3_000);
    if (reason !== '') await deps.giveReason(view.private_metadata, user.id, reason);
    await ack();
  });

  app.view(/^(?!(?:failover|reason)$)/, async ({ ack }) => ack());

  app.options<'block_suggestion'>({ type: 'block_suggestion', action_id: 'tenants' }, async ({ body, ack }) => {
    const { value } = optionsBody.parse(body);
    try {
      await ack(tenantOptions(await deps.directory.tenants(DIRECTORY_MAX_AGE_MS), value));
    } catch (error) {
      deps.business('options_unread', { message: error instanceof Error ? error.message : String(error) });
      await ack({ options: [] });
    }
  });
  app.options<'block_suggestion'>({ type: 'block_suggestion', action_id: /^(?!tenants$)/ }, async ({ ack }) =>
    ack({ options: [] }),
  );
}
