import type { App, SlackCommandMiddlewareArgs } from '@slack/bolt';
import { kinds, operationKinds } from '../../operation/kinds/index.ts';
import type { OperationKind } from '../../operation/operation.ts';
import { typedName } from '../../operation/typed-name.ts';
import { formFailureText } from '../form/form-failure.ts';
import type { OperationForms } from '../form/form.ts';
import { blocksForSlack } from '../../lib/trust-boundaries.ts';
import { type CommandBody, commandBody, commandKey, type Conversation, conversationOf } from './payloads.ts';
import { type Delivery, deliveryOf } from './receive/seen.ts';
import { helpText, unknownCommandText } from '../sentences/refusals.ts';
import { escape } from '../blocks/escape.ts';
import { inLanguage } from '../../text/words.ts';
import { answerResume, answerStop, type StopDeps } from './stop.ts';

export interface TypedCommand {
  readonly person: string;
  readonly channel: string;
  readonly conversation: Conversation;
  /** What followed the word, trimmed. */
  readonly argument: string;
  /** Opens one modal within three seconds of the command. */
  readonly trigger: string;
}

/** mrkdwn, escaped; with blocks, `text` is what notifications and screen readers get. */
export interface CommandReply {
  readonly text: string;
  readonly blocks?: readonly object[];
}

/** Words behind a command; what does not start with one of them, or with `help`, is a tenant's name. */
export const subcommandWords = ['status', 'history', 'doctor'] as const;

/** Private answers to `/failover <word> …` and `/switchover <word> …`. Null when it has answered already, in a modal. */
export type Subcommands = Readonly<
  Record<(typeof subcommandWords)[number], (asked: TypedCommand) => Promise<CommandReply | null>>
>;

export interface CommandDeps extends StopDeps {
  readonly forms: OperationForms;
  readonly subcommands: Subcommands;
  readonly tell: (person: string, channel: string, text: string, blocks?: readonly object[]) => Promise<void>;
  /** Opens a form for this person when its turn comes. */
  readonly opening: (person: string, work: () => Promise<void>) => void;
}

export function listenToCommands(app: App, deps: CommandDeps): void {
  app.command(/^/, async ({ body, context, ack, respond }) => {
    const parsed = commandBody.parse(body);
    const { command, text, user_id: person } = parsed;
    const kind = operationKinds.find((one) => kinds[one].command === command);
    const delivery = deliveryOf(context, commandKey(parsed));
    if (kind !== undefined) return answerCommand(deps, kind, { body: parsed, delivery }, { ack, respond });
    // A command that the manifest names and this version does not know still gets an answer.
    const language = await deps.people.languageOf(person);
    const said = inLanguage(language, () => unknownCommandText(escape(command), text));
    return ack({ response_type: 'ephemeral', text: said });
  });
}

async function answerCommand(
  deps: CommandDeps,
  kind: OperationKind,
  { body, delivery }: { body: CommandBody; delivery: Delivery },
  { ack, respond }: Pick<SlackCommandMiddlewareArgs, 'ack' | 'respond'>,
): Promise<void> {
  const { user_id: person, team_id: team, channel_id: channel, trigger_id: trigger, text } = body;
  const form = deps.forms[kind];
  const [, typed = '', argument = ''] = /^\s*(\S*)\s*([^]*?)\s*$/.exec(text) ?? [];
  const word = typedName(typed).toLowerCase();
  if (word === 'help') {
    const language = await deps.people.languageOf(person);
    return ack({ response_type: 'ephemeral', text: inLanguage(language, helpText) });
  }
  if (word === 'stop') return answerStop(deps, { body, argument, delivery }, ack);
  if (word === 'resume') return answerResume(deps, { body, argument, delivery }, ack);
  const known = subcommandWords.find((one) => one === word);
  const answer = known && deps.subcommands[known];
  if (answer) {
    const isNew = await deps.seen.first(delivery);
    await ack();
    if (!isNew) return;
    return deps.background(word, async () => {
      const said = await answer({ person, channel, conversation: conversationOf(body), argument, trigger });
      if (!said) return;
      try {
        await deps.tell(person, channel, said.text, said.blocks);
      } catch {
        // The command's own address needs no token: a token that Slack refuses must not hide the doctor's word.
        await respond({ response_type: 'ephemeral', text: said.text, blocks: blocksForSlack(said.blocks ?? []) });
      }
    });
  }
  // Asked for in the same turn: one commit for both.
  const [isNew, draft] = await Promise.all([
    deps.seen.first(delivery),
    form.draft({ person, team, channel, place: conversationOf(body), text }),
  ]);
  await ack();
  if (!isNew) return;
  deps.opening(person, async () => {
    try {
      await form.show(draft, trigger);
    } catch (error) {
      const language = await deps.people.languageOf(person);
      await deps.tell(
        person,
        channel,
        inLanguage(language, () => formFailureText(error)),
      );
      throw error;
    }
  });
}
