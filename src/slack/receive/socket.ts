import { type Logger, type Receiver, SocketModeReceiver } from '@slack/bolt';
import { z } from 'zod';

const envelope = z.object({ envelope_id: z.string() });

/**
 * Slack closes each connection every few hours, and what somebody presses while the only one is being opened anew is lost on
 * them. Slack sends each envelope to one of the connections; what it sends again, to whichever, is known by its id.
 */
const CONNECTIONS = 2;

export function socketReceiver(appToken: string, apiUrl: string, logger: Logger): Receiver {
  const each = Array.from({ length: CONNECTIONS }, () => connection(appToken, apiUrl, logger));
  return {
    init: (app) => each.forEach((one) => one.init(app)),
    start: () => Promise.all(each.map((one) => one.start())),
    stop: () => Promise.all(each.map((one) => one.stop())),
  };
}

/** Its options are its own object: Bolt changes the retry setting of the one it is given. */
function connection(appToken: string, apiUrl: string, logger: Logger): SocketModeReceiver {
  const installerOptions = { clientOptions: { slackApiUrl: apiUrl, retryConfig: { retries: 0 }, timeout: 10_000 } };
  const customPropertiesExtractor = (args: unknown) => {
    const { data } = envelope.safeParse(args);
    return data ? { delivery: `envelope:${data.envelope_id}` } : {};
  };
  return new SocketModeReceiver({ appToken, logger, installerOptions, customPropertiesExtractor });
}
