import { type Logger, SocketModeReceiver } from '@slack/bolt';
import { z } from 'zod';

const envelope = z.object({ envelope_id: z.string() });

/** Its options are its own object: Bolt changes the retry setting of the one it is given. */
export function socketReceiver(appToken: string, apiUrl: string, logger: Logger): SocketModeReceiver {
  const installerOptions = { clientOptions: { slackApiUrl: apiUrl, retryConfig: { retries: 0 }, timeout: 10_000 } };
  const customPropertiesExtractor = (args: unknown) => {
    const { data } = envelope.safeParse(args);
    return data ? { delivery: `envelope:${data.envelope_id}` } : {};
  };
  return new SocketModeReceiver({ appToken, logger, installerOptions, customPropertiesExtractor });
}
