import type { Language } from '../../lib/language.ts';
import { type EndedRequest, prefillOf } from '../form/prefill.ts';
import type { Draft, Drafts } from '../form/draft.ts';
import { formFailureText } from '../form/form-failure.ts';
import { placeOf } from '../form/targets/destination.ts';
import type { OperationForms, SeenView } from '../form/form.ts';
import { kinds, operationKinds } from '../../operation/kinds/index.ts';
import { type ActionBody, cardTeamOf, teamOf } from './payloads.ts';
import { inLanguage, words } from '../../text/words.ts';
import type { ActionHandler } from './actions.ts';

export interface FormActionDeps {
  readonly forms: OperationForms;
  readonly drafts: Drafts;
  readonly people: { languageOf(id: string): Promise<Language> };
  /** What an ended request asked for; null unless its card of record stands exactly there. */
  readonly endedAt: (
    requestId: string,
    card: { readonly channel: string; readonly ts: string; readonly team: string },
  ) => Promise<EndedRequest | 'not_ended' | 'newer_version' | null>;
  readonly tell: (person: string, channel: string, text: string) => Promise<void>;
  /** Runs work that goes on after Slack was answered, so that a stop can wait for it. */
  readonly background: (what: string, work: () => Promise<void>) => void;
  /** Opens a form for this person when its turn comes. */
  readonly opening: (person: string, work: () => Promise<void>) => void;
}

/** What is done inside the forms themselves, and the button that opens one from a card. */
export function formActions(deps: FormActionDeps): readonly [string, ActionHandler][] {
  return [
    ...operationKinds.map((kind): [string, ActionHandler] => [kinds[kind].field, chosen(deps)]),
    ['drop_blocked', blockedDropped(deps)],
    ['ask_again', askedAgain(deps)],
  ];
}

function chosen(deps: FormActionDeps): ActionHandler {
  return async (body, ack) => {
    await ack();
    deps.background('precheck', async () => {
      const shown = await ownForm(deps, body);
      if (shown) await deps.forms[shown.draft.kind].choose(shown.draft, shown.view);
    });
  };
}

function blockedDropped(deps: FormActionDeps): ActionHandler {
  return async (body, ack) => {
    const shown = await ownForm(deps, body);
    const done = shown && (await deps.forms[shown.draft.kind].dropBlocked(shown.draft, shown.view));
    await ack();
    if (done) deps.background('drop blocked', done.redraw);
  };
}

function askedAgain(deps: FormActionDeps): ActionHandler {
  return async (body, ack) => {
    const { user, trigger_id: trigger, actions, container } = body;
    const channel = container.channel_id ?? body.channel?.id ?? '';
    const ts = container.message_ts ?? body.message?.ts ?? '';
    const team = teamOf(body);
    const ended = await deps.endedAt(actions[0]?.value ?? '', { channel, ts, team: cardTeamOf(body) });
    if (ended === null || typeof ended === 'string' || trigger === undefined) {
      const reason = typeof ended === 'string' ? ended : 'none';
      await ack();
      return deps.background('ask again', async () => {
        const said = () => {
          const { notEnded, newerVersion, notOurCard } = words.flow;
          return { not_ended: notEnded, newer_version: newerVersion, none: notOurCard }[reason];
        };
        await deps.tell(user.id, channel, inLanguage(await deps.people.languageOf(user.id), said));
      });
    }
    const form = deps.forms[ended.operation.kind];
    const draft = await form.draft({ person: user.id, team, channel, place: placeOf(channel), text: '' });
    await ack();
    deps.opening(user.id, async () => {
      try {
        await form.show(draft, trigger, prefillOf(ended));
      } catch (error) {
        const language = await deps.people.languageOf(user.id);
        await deps.tell(
          user.id,
          channel,
          inLanguage(language, () => formFailureText(error)),
        );
        throw error;
      }
    });
  };
}

/** The draft behind the form in which something was done, if it is this person's. */
async function ownForm(deps: FormActionDeps, body: ActionBody): Promise<{ draft: Draft; view: SeenView } | null> {
  const { view, user } = body;
  if (!view) return null;
  const draft = await deps.drafts.get(view.private_metadata);
  if (!draft || draft.person !== user.id) return null;
  return { draft, view: { id: view.id, values: view.state.values } };
}
