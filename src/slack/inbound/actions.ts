import type { App } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import type { Clock } from '../../lib/clock.ts';
import type { OperationKind, Target } from '../../operation/operation.ts';
import { type Click, type ClickAction, clickActions, readButtonValue } from '../../request/clicks.ts';
import { type ActionBody, actionBody, cardTeamOf, clickKey, momentOf, roundOf } from './payloads.ts';
import { deliveryOf, type SeenDeliveries } from './receive/seen.ts';
import { reasonForm } from '../form/view/form.ts';
import { targetNames } from '../blocks/names.ts';
import { refusalText } from '../sentences/refusals.ts';
import { call } from '../client/web.ts';
import { inLanguage } from '../../text/words.ts';
import { type FormActionDeps, formActions } from './form-actions.ts';
import { type HomeDeps, overviewActions } from './home.ts';
import { type StopDeps, stopActions } from './stop.ts';

export interface ActionDeps extends FormActionDeps {
  readonly web: WebClient;
  readonly clock: Clock;
  /** Resolves when the click is on disk: true when it was not there before. */
  readonly take: (key: string, click: Click) => Promise<boolean>;
  readonly seen: SeenDeliveries;
  /** Keeps the trigger of an approval, should a one-time code have to be asked for. */
  readonly keepTrigger: (requestId: string, person: string, trigger: string) => void;
  /** What the reject or withdraw form says it is about; null when this person's click did not end a request. */
  readonly closedBy: (
    requestId: string,
    person: string,
  ) => Promise<{ kind: OperationKind; act: 'rejected' | 'withdrawn'; targets: readonly Target[] } | null>;
  /** Resolves when every click that is on disk has been carried out. */
  readonly carriedOut: () => Promise<void>;
}

/** Carries one pressed button out. Calls `ack` once, when what must be durable is. */
export type ActionHandler = (body: ActionBody, ack: () => Promise<void>) => Promise<void>;

/**
 * One listener for every button and select: Bolt tries each listener on each payload, commands included, so a listener
 * for each button would make every answer slower.
 */
export function listenToActions(app: App, deps: ActionDeps & HomeDeps & StopDeps): void {
  const onCards = new Map(cardActions(deps));
  const others = new Map([...formActions(deps), ...overviewActions(deps), ...stopActions(deps)]);
  app.action(/^/, async ({ body, context, ack }) => {
    const parsed = actionBody.parse(body);
    const id = parsed.actions[0]?.action_id ?? '';
    // Their clicks are work that is kept, under the key that makes them one.
    const onCard = onCards.get(id);
    if (onCard) return onCard(parsed, ack);
    if (!(await deps.seen.first(deliveryOf(context, clickKey(parsed))))) return ack();
    return (others.get(id) ?? staleButton(deps))(parsed, ack);
  });
}

function cardActions(deps: ActionDeps): readonly [string, ActionHandler][] {
  return clickActions.map((button) => [
    button,
    async (body, ack) => {
      if (button === 'approve' && body.trigger_id !== undefined)
        deps.keepTrigger(body.actions[0]?.value ?? '', body.user.id, body.trigger_id);
      const isNew = await deps.take(clickKey(body), clickOf(button, body, deps.clock.now()));
      await ack();
      if (isNew && (button === 'reject' || button === 'withdraw'))
        deps.background('reason', () => askReason(deps, body));
    },
  ]);
}

/** A button of an older version, or one that is nobody's: an answer instead of a spinner. */
function staleButton(deps: ActionDeps): ActionHandler {
  return async ({ user, channel, container, actions }, ack) => {
    await ack();
    const at = channel?.id ?? container.channel_id;
    // Links open by themselves, and fields of a form are read when it is submitted.
    if (at === undefined || actions[0]?.value === undefined) return;
    deps.background('stale button', async () => {
      const language = await deps.people.languageOf(user.id);
      await deps.tell(
        user.id,
        at,
        inLanguage(language, () => refusalText('not_now', null)),
      );
    });
  };
}

function clickOf(action: ClickAction, body: ActionBody, receivedAt: number): Click {
  const [pressed] = body.actions;
  return {
    action,
    ...readButtonValue(pressed?.value ?? ''),
    person: body.user.id,
    team: cardTeamOf(body),
    channel: body.container.channel_id ?? body.channel?.id ?? '',
    messageTs: body.container.message_ts ?? body.message?.ts ?? '',
    round: roundOf(pressed?.block_id),
    clickedAt: momentOf(pressed?.action_ts),
    receivedAt,
    code: null,
  };
}

/** The decision stands already; a reason may be added to it while the trigger lives. */
async function askReason(deps: ActionDeps, body: ActionBody): Promise<void> {
  await deps.carriedOut();
  const requestId = body.actions[0]?.value ?? '';
  const closed = await deps.closedBy(requestId, body.user.id);
  const { trigger_id: trigger } = body;
  if (!closed || trigger === undefined) return;
  const { kind, act, targets } = closed;
  const language = await deps.people.languageOf(body.user.id);
  const view = inLanguage(language, () => reasonForm({ requestId, kind, act, tenant: targetNames(targets) }));
  await call('views.open', () => deps.web.views.open({ trigger_id: trigger, view }));
}
