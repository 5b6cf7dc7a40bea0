import type { App } from '@slack/bolt';
import { z } from 'zod';
import type { Language } from '../../language.ts';
import { actionBody, teamOf } from '../payloads.ts';
import { PAGE_BUTTONS } from '../render/history.ts';
import { inLanguage, words } from '../words/words.ts';

/** The form's shortcut, and the button of the Home tab that does the same. */
const FORM = 'fail_over_tenant';
const RECORD = 'record';
const LINK = 'open_thread';

/** The buttons that are answered here. */
export const overviewActions: readonly string[] = [FORM, RECORD, LINK, ...Object.values(PAGE_BUTTONS)];

export interface HomeDeps {
  readonly home: { publish(person: string): Promise<void> };
  readonly history: {
    turn(asked: { person: string; viewId: string; metadata: string; to: 'older' | 'newer' }): Promise<void>;
  };
  /** Null when the file stands in the thread, otherwise what the person is told. */
  readonly record: (pressed: {
    requestId: string;
    person: string;
    channel: string;
    messageTs: string;
  }) => Promise<string | null>;
  /** Opens the failover form where no command was typed. False when the policy names no channel for its request. */
  readonly openForm: (asked: { person: string; team: string; trigger: string }) => Promise<boolean>;
  readonly people: { languageOf(id: string): Promise<Language> };
  readonly tell: (person: string, channel: string, text: string) => Promise<void>;
  readonly background: (what: string, work: () => Promise<void>) => void;
}

const opened = z.object({ user: z.string(), tab: z.string().optional() });

const shortcutBody = z.object({
  user: z.object({ id: z.string(), team_id: z.string().optional() }),
  team: z.object({ id: z.string() }).nullish(),
  trigger_id: z.string(),
});

export function listenToHome(app: App, deps: HomeDeps): void {
  app.event('app_home_opened', async ({ event }) => {
    const { user, tab } = opened.parse(event);
    // The same event tells that the messages tab was opened.
    if (tab === undefined || tab === 'home') deps.background('home', () => deps.home.publish(user));
    return Promise.resolve();
  });

  app.shortcut({ type: 'shortcut', callback_id: FORM }, async ({ body, ack }) => {
    await ack();
    const parsed = shortcutBody.parse(body);
    openForm(deps, { person: parsed.user.id, team: teamOf(parsed), trigger: parsed.trigger_id });
  });
  app.shortcut(new RegExp(`^(?!${FORM}$)`), async ({ ack }) => ack());

  app.action({ type: 'block_actions', action_id: FORM }, async ({ body, ack }) => {
    await ack();
    const parsed = actionBody.parse(body);
    const { user, trigger_id: trigger } = parsed;
    if (trigger !== undefined) openForm(deps, { person: user.id, team: teamOf(parsed), trigger });
  });

  app.action({ type: 'block_actions', action_id: RECORD }, async ({ body, ack }) => {
    await ack();
    const { user, container, channel: inside, message, actions } = actionBody.parse(body);
    const channel = container.channel_id ?? inside?.id ?? '';
    const messageTs = container.message_ts ?? message?.ts ?? '';
    deps.background('record', async () => {
      const said = await deps.record({ requestId: actions[0]?.value ?? '', person: user.id, channel, messageTs });
      if (said !== null) await deps.tell(user.id, channel, said);
    });
  });

  for (const to of ['older', 'newer'] as const) {
    app.action({ type: 'block_actions', action_id: PAGE_BUTTONS[to] }, async ({ body, ack }) => {
      await ack();
      const { user, view } = actionBody.parse(body);
      if (!view) return;
      const asked = { person: user.id, viewId: view.id, metadata: view.private_metadata, to };
      deps.background('history', () => deps.history.turn(asked));
    });
  }

  // A link opens by itself; Slack tells all the same, and wants an answer.
  app.action({ type: 'block_actions', action_id: LINK }, async ({ ack }) => ack());
}

function openForm(deps: HomeDeps, asked: { person: string; team: string; trigger: string }): void {
  deps.background('form', async () => {
    if (await deps.openForm(asked)) return;
    const { person } = asked;
    const language = await deps.people.languageOf(person);
    await deps.tell(
      person,
      person,
      inLanguage(language, () => words.overview.home.noChannel),
    );
  });
}
