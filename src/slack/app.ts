import { App, type CodedError, type Receiver } from '@slack/bolt';
import type { Logger } from '@slack/bolt';
import { type ActionDeps, listenToActions } from './inbound/actions.ts';
import { type CommandDeps, listenToCommands } from './inbound/commands.ts';
import { type HomeDeps, listenToHome } from './inbound/home.ts';
import { actorOf } from './inbound/actor.ts';
import { inLanguage, words } from '../text/words.ts';
import { listenToViews, type ViewDeps } from './inbound/views.ts';

export interface SlackApp {
  readonly receiver: Receiver;
  readonly botToken: string;
  readonly apiUrl: string;
  readonly logger: Logger;
  /** Runs each listener, for whoever must know that an answer is due. */
  readonly answering: <T>(work: () => Promise<T>) => Promise<T>;
  readonly listeners: CommandDeps & ActionDeps & ViewDeps & HomeDeps;
}

/**
 * Bolt with our listeners. `authorize` is our own and needs no network: Bolt's would ask Slack at the start, and after a
 * failure there answer every request with silence.
 */
export function createSlackApp({ receiver, botToken, apiUrl, logger, answering, listeners }: SlackApp): App {
  const clientOptions = {
    slackApiUrl: apiUrl,
    retryConfig: { retries: 0 },
    timeout: 10_000,
    rejectRateLimitedCalls: true,
  };
  const authorize = () => Promise.resolve({ botToken, botId: '', botUserId: '' });
  const app = new App({
    receiver,
    authorize,
    clientOptions,
    logger,
    convoStore: false,
    ignoreSelf: false,
    extendedErrorHandler: true,
  });
  app.use(({ next }) => answering(next));
  listenToCommands(app, listeners);
  listenToActions(app, listeners);
  listenToViews(app, listeners);
  listenToHome(app, listeners);
  // Bolt answers 500 when this rejects: the person sees that it did not work, instead of waiting for nothing.
  app.error(({ error, body }: { error: CodedError; body: unknown }) => {
    const { business, background, people, tell } = listeners;
    business('listener_failed', { code: error.code, message: error.message });
    const doer = actorOf(body);
    if (doer !== null)
      background('not taken', async () => {
        const language = await people.languageOf(doer.person);
        await tell(
          doer.person,
          doer.channel,
          inLanguage(language, () => words.flow.notTaken),
        );
      });
    return Promise.reject(error);
  });
  return app;
}
