import { type Logger, SocketModeReceiver } from '@slack/bolt';

/** Its options are its own object: Bolt changes the retry setting of the one it is given. */
export function socketReceiver(appToken: string, apiUrl: string, logger: Logger): SocketModeReceiver {
  const installerOptions = { clientOptions: { slackApiUrl: apiUrl, retryConfig: { retries: 0 }, timeout: 10_000 } };
  return new SocketModeReceiver({ appToken, logger, installerOptions });
}
