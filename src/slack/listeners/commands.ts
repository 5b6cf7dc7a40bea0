import type { App } from '@slack/bolt';
import type { FailoverForm } from '../forms/failover.ts';
import { commandBody } from '../payloads.ts';
import { helpText, unknownCommandText } from '../render/private.ts';
import { flowWords } from '../words/flow.ts';
import { escape } from '../render/escape.ts';

/** Private answers to `/failover <word>`; what is not one of these words is a tenant's name. */
export interface Subcommands {
  readonly [word: string]: (asked: { person: string; channel: string }) => Promise<string>;
}

export interface CommandDeps {
  readonly form: FailoverForm;
  readonly subcommands: Subcommands;
  readonly tell: (person: string, channel: string, text: string) => Promise<void>;
  /** Runs work that goes on after Slack was answered, so that a stop can wait for it. */
  readonly background: (what: string, work: () => Promise<void>) => void;
}

export function listenToCommands(app: App, deps: CommandDeps): void {
  app.command('/failover', async ({ body, ack }) => {
    const { user_id: person, team_id: team, channel_id: channel, trigger_id: trigger, text } = commandBody.parse(body);
    const word = text.trim().toLowerCase();
    if (word === 'help') return ack({ response_type: 'ephemeral', text: helpText() });
    const answer = Object.hasOwn(deps.subcommands, word) ? deps.subcommands[word] : undefined;
    if (answer) {
      await ack();
      return deps.background(word, async () => deps.tell(person, channel, await answer({ person, channel })));
    }
    const draft = await deps.form.draft({ person, team, channel, text });
    await ack();
    deps.background('form', async () => {
      try {
        await deps.form.show(draft, trigger);
      } catch (error) {
        await deps.tell(person, channel, flowWords.formNotOpened);
        throw error;
      }
    });
  });

  // A command that the manifest names and this version does not know still gets an answer.
  app.command(/^(?!\/failover$)/, async ({ body, ack }) => {
    const { command, text } = commandBody.parse(body);
    await ack({ response_type: 'ephemeral', text: unknownCommandText(escape(command), text) });
  });
}
