import { randomBytes } from 'node:crypto';
import { access, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../lib/clock.ts';
import { KEY_BYTES } from '../codes/seal.ts';
import type { SandboxConfig } from '../config.ts';
import { addCast, approvers, cast, castIds } from './demo-users.ts';
import { createEvents } from './front/events.ts';
import { startFront } from './front/server.ts';
import { defaultWorld } from '../simulators/ocp/world/default-world.ts';
import { startOcp } from '../simulators/ocp/http/server.ts';
import { enrolPhones } from './phones.ts';
import { createPolicyFile, sandboxPolicy } from './policy-file.ts';
import { createBotProcess, freePort } from './process.ts';
import { startSlack } from '../simulators/slack/start.ts';

export interface Sandbox {
  readonly url: string;
  stop(): Promise<void>;
}

/** A failover has five subtasks: with these it takes about half a minute, slow enough to watch. */
const TICK_MS = 1000;
const STEP_TICKS = 3;
/** OCP's look-ups lag by a minute; here by seconds, so that the proof of the new role is seen as well. */
const STALE_MS = 5000;

/**
 * Starts the bot with surroundings that are simulated, and one page on which to try it. Every start begins afresh in a
 * folder of its own. Rejects when the page is not built, the port is taken or `stopping` aborts; then nothing is left running.
 */
export async function startSandbox(config: SandboxConfig, stopping: AbortSignal): Promise<Sandbox> {
  const page = fileURLToPath(new URL('page', import.meta.url));
  const program = fileURLToPath(new URL('../main.js', import.meta.url));
  await access(join(page, 'index.html')).catch(() => {
    throw new Error(`the sandbox page is not built (${page}). Run: npm run build`);
  });

  const clock = systemClock;
  const undo: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const folder = await mkdtemp(join(tmpdir(), 'twokey-sandbox-'));
    undo.push(() => rm(folder, { recursive: true, force: true }));
    const policyFile = join(folder, 'policy.yaml');
    const policy = await createPolicyFile(policyFile, sandboxPolicy);

    const secret = () => randomBytes(24).toString('hex');
    const credentials = { accessKeyId: secret(), accessKeySecret: secret(), username: 'twokey', password: secret() };
    const botToken = `xoxb-${secret()}`;
    const signingSecret = secret();
    const port = await freePort();

    const world = defaultWorld({ hangzhouDown: true });
    const settings = { stepTicks: STEP_TICKS, staleMs: STALE_MS };
    const ocp = await startOcp({ clock, credentials, world, tickMs: TICK_MS, settings });
    undo.push(() => ocp.close());
    const slack = await startSlack({
      clock,
      appUrl: `http://127.0.0.1:${port}/slack/events`,
      botToken,
      signingSecret,
      appToken: `xapp-${secret()}`,
      workspace: { teamName: 'Twokey sandbox', shortcuts: ['fail_over_tenant'], shouldEscape: true },
    });
    undo.push(() => slack.close());
    addCast(slack);

    const database = `sqlite:${join(folder, 'twokey.db')}`;
    const codesKey = randomBytes(KEY_BYTES);
    const phones = await enrolPhones({ database, key: codesKey, clock, people: approvers });

    const bot = createBotProcess({
      clock,
      program,
      port,
      env: {
        SLACK_BOT_TOKEN: botToken,
        SLACK_SIGNING_SECRET: signingSecret,
        SLACK_API_URL: slack.apiUrl,
        OCP_URL: ocp.url,
        OCP_ACCESS_KEY_ID: credentials.accessKeyId,
        OCP_ACCESS_KEY_SECRET: credentials.accessKeySecret,
        OCP_POLL_SECONDS: '0.5',
        DATABASE_URL: database,
        POLICY_FILE: policyFile,
        ONE_TIME_CODE_KEY: codesKey.toString('base64'),
        LOG_LEVEL: config.logLevel,
      },
      changed: () => events.botChanged(),
    });
    const codes = () => (policy.asksForCodes() ? phones.shown(clock.now()) : null);
    const events = createEvents({ clock, ocp: ocp.model, slack: slack.model, bot, codes });
    const about = { cast, channel: castIds.incident };
    const slackUrl = new URL(slack.adminUrl).origin;
    stopping.throwIfAborted();
    const front = await startFront({ ...config, page, slackUrl, ocpUrl: ocp.url, bot, events, policy, about });
    undo.push(() => front.stop());

    const running = new AbortController();
    const engine = events.run(running.signal);
    undo.push(async () => {
      running.abort();
      events.close();
      await engine;
    });
    undo.push(() => bot.stop());
    // The bot is told as well: it ends its start, and with it the waiting here.
    stopping.addEventListener('abort', () => void bot.stop(), { once: true });
    await bot.start();
    stopping.throwIfAborted();

    const shown = config.host === '0.0.0.0' || config.host === '::' ? 'localhost' : config.host;
    const url = `http://${shown.includes(':') ? `[${shown}]` : shown}:${front.port}`;
    process.stdout.write(`Twokey sandbox: ${url}\n`);
    return { url, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
