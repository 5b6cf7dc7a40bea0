import type { App } from '@slack/bolt';
import { z } from 'zod';
import type { Language } from '../../lib/language.ts';
import { cardTeamOf, eventKey, shortcutKey, teamOf } from './payloads.ts';
import { deliveryOf, type SeenDeliveries } from './receive/seen.ts';
import { PAGE_BUTTONS } from '../overview/view/history.ts';
import { inLanguage, words } from '../../text/words.ts';
import type { ActionHandler } from './actions.ts';

/** The form's shortcut, and the button of the Home tab that does the same. */
const FORM = 'fail_over_tenant';
const RECORD = 'record';
const LINK = 'open_thread';

export interface HomeDeps {
  readonly seen: SeenDeliveries;
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
    team: string;
  }) => Promise<string | null>;
  /** Opens the failover form where no command was typed. False when the policy names no channel for its request. */
  readonly openForm: (asked: { person: string; team: string; trigger: string }) => Promise<boolean>;
  readonly people: { languageOf(id: string): Promise<Language> };
  readonly tell: (person: string, channel: string, text: string) => Promise<void>;
  readonly background: (what: string, work: () => Promise<void>) => void;
  /** Opens a form for this person when its turn comes. */
  readonly opening: (person: string, work: () => Promise<void>) => void;
}

const opened = z.object({ user: z.string(), tab: z.string().optional() });

const shortcutBody = z.object({
  user: z.object({ id: z.string(), team_id: z.string().optional() }),
  team: z.object({ id: z.string() }).nullish(),
  trigger_id: z.string(),
  callback_id: z.string(),
});

export function listenToHome(app: App, deps: HomeDeps): void {
  app.event('app_home_opened', async ({ event, body, context }) => {
    const { user, tab } = opened.parse(event);
    // The same event tells that the messages tab was opened.
    if (tab !== undefined && tab !== 'home') return;
    if (await deps.seen.first(deliveryOf(context, eventKey(body))))
      deps.background('home', () => deps.home.publish(user));
  });

  // A shortcut of an older version opens nothing, and is answered all the same.
  app.shortcut(/^/, async ({ body, payload, context, ack }) => {
    if (payload.type !== 'shortcut' || payload.callback_id !== FORM) return ack();
    const parsed = shortcutBody.parse(body);
    const isNew = await deps.seen.first(deliveryOf(context, shortcutKey(parsed)));
    await ack();
    if (isNew) openForm(deps, { person: parsed.user.id, team: teamOf(parsed), trigger: parsed.trigger_id });
  });
}

/** The buttons of the Home tab, of the history and of the record. */
export function overviewActions(deps: HomeDeps): readonly [string, ActionHandler][] {
  return [
    [FORM, formOpened(deps)],
    [RECORD, recordAsked(deps)],
    [PAGE_BUTTONS.older, pageTurned(deps, 'older')],
    [PAGE_BUTTONS.newer, pageTurned(deps, 'newer')],
    // A link opens by itself; Slack tells all the same, and wants an answer.
    [LINK, (_body, ack) => ack()],
  ];
}

function formOpened(deps: HomeDeps): ActionHandler {
  return async (body, ack) => {
    await ack();
    const { user, trigger_id: trigger } = body;
    if (trigger !== undefined) openForm(deps, { person: user.id, team: teamOf(body), trigger });
  };
}

function recordAsked(deps: HomeDeps): ActionHandler {
  return async (body, ack) => {
    await ack();
    const { user, container, channel: inside, message, actions } = body;
    const channel = container.channel_id ?? inside?.id ?? '';
    const messageTs = container.message_ts ?? message?.ts ?? '';
    deps.background('record', async () => {
      const pressed = {
        requestId: actions[0]?.value ?? '',
        person: user.id,
        channel,
        messageTs,
        team: cardTeamOf(body),
      };
      const said = await deps.record(pressed);
      if (said !== null) await deps.tell(user.id, channel, said);
    });
  };
}

function pageTurned(deps: HomeDeps, to: 'older' | 'newer'): ActionHandler {
  return async ({ user, view }, ack) => {
    await ack();
    if (!view) return;
    const asked = { person: user.id, viewId: view.id, metadata: view.private_metadata, to };
    deps.background('history', () => deps.history.turn(asked));
  };
}

function openForm(deps: HomeDeps, asked: { person: string; team: string; trigger: string }): void {
  deps.opening(asked.person, async () => {
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
