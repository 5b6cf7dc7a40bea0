/** Simulated Slack and OCP in the test's process, which survive, and the bot as a process of its own, which does not. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clock, systemClock } from '../../src/lib/clock.ts';
import { worldOf } from '../../src/simulators/ocp/world/default-world.ts';
import { type RunningOcp, startOcp } from '../../src/simulators/ocp/http/server.ts';
import type { SettingsPatch } from '../../src/simulators/ocp/world/settings.ts';
import type { Message } from '../../src/simulators/slack/model/workspace.ts';
import { type SlackSandbox, startSlack } from '../../src/simulators/slack/start.ts';
import { type BotProcess, freePort, pause, startBotProcess, STILL_MS, until } from './process.ts';
import { buttonsOf } from './world.ts';

/** One requester with a channel of their own, so that several flows run at a time. */
export interface Lane {
  readonly requester: string;
  readonly channel: string;
}

export const approver = 'U0ARUN';
export const keys = { keyId: 'keyOfTheProcessTests', keySecret: 'secretOfTheProcessTests' };
export const slackSecrets = { botToken: 'xoxb-process-tests', signingSecret: 'signing-secret-of-the-process-tests' };

/** What the bot is surrounded by. */
export interface Around {
  readonly slack: SlackSandbox;
  readonly ocp: RunningOcp;
  readonly lanes: readonly Lane[];
  /** The Surface variables of the bot, apart from DATABASE_URL. */
  readonly env: Readonly<Record<string, string>>;
  readonly policyFile: string;
  readonly dir: string;
  /** Everybody's clock is so much later than the machine's. */
  readonly time: { laterMs: number };
  close(): Promise<void>;
}

export interface ProcessWorld extends Around {
  readonly port: number;
  readonly database: string;
  /** The process that was started last. */
  bot(): BotProcess;
  /** Starts the bot as if it had been down for `downMs`: everybody's clock is that much later from now on. */
  start(downMs?: number): Promise<BotProcess>;
  /** It is so much later for everybody, and the bot has stood still meanwhile: what Slack may show late has been shown. */
  standStill(): void;
}

export interface AroundOptions {
  readonly lanes?: number;
  readonly standbys?: number;
  readonly ocp?: SettingsPatch;
  readonly terms?: string;
}

export async function startProcessWorld(options: AroundOptions = {}): Promise<ProcessWorld> {
  const around = await startAround(options);
  const port = await freePort();
  around.slack.setAppUrl(`http://127.0.0.1:${port}/slack/events`);
  const database = join(around.dir, 'twokey.db');
  const env = { ...around.env, DATABASE_URL: `sqlite:${database}` };
  let bot: BotProcess | null = null;
  return {
    ...around,
    env,
    port,
    database,
    bot() {
      if (!bot) throw new Error('the bot was not started');
      return bot;
    },
    async start(downMs = 0) {
      around.time.laterMs += downMs;
      bot = await startBotProcess({ env, port, laterMs: around.time.laterMs });
      return bot;
    },
    standStill() {
      around.time.laterMs += STILL_MS;
      bot?.stoodStill();
    },
    async close() {
      await bot?.kill();
      await around.close();
    },
  };
}

export async function startAround(options: AroundOptions = {}): Promise<Around> {
  const dir = mkdtempSync(join(tmpdir(), 'twokey-process-'));
  const time = { laterMs: 0 };
  const clock: Clock = {
    now: () => systemClock.now() + time.laterMs,
    elapsed: systemClock.elapsed,
    sleep: systemClock.sleep,
  };
  const lanes = Array.from({ length: options.lanes ?? 1 }, (_, index) => ({
    requester: `U0LANE${index}`,
    channel: `C0LANE${index}`,
  }));
  const policyFile = join(dir, 'policy.yaml');
  const requesters = lanes.map(({ requester }) => requester).join(', ');
  const rule = `{ name: all, requesters: [${requesters}], approvers: [${approver}, ${requesters}], reading_time: 0s${options.terms ?? ''} }`;
  // A few people do here within minutes what many do in a year.
  writeFileSync(policyFile, `channel: C0LANE0\nrequests_per_hour: 1000\nrules:\n  - ${rule}\n`);

  const slack = await startSlack({
    clock,
    ...slackSecrets,
    appToken: 'xapp-process-tests',
    workspace: { commands: ['/failover'], rateLimits: false },
  });
  slack.addUser({ id: approver, name: 'arun', realName: 'Arun Patel' });
  for (const { requester, channel } of lanes) {
    slack.addUser({ id: requester, name: requester.toLowerCase(), realName: requester });
    slack.addChannel({ id: channel, name: channel.toLowerCase(), members: [approver, requester], bot: true });
  }
  const ocp = await startOcp({
    clock,
    credentials: { accessKeyId: keys.keyId, accessKeySecret: keys.keySecret, username: 'admin', password: 'pw' },
    world: worldOf({ standbys: options.standbys ?? 10, primaryDown: true }),
    tickMs: 50,
    settings: { staleMs: 400, ...options.ocp },
  });
  return {
    slack,
    ocp,
    lanes,
    policyFile,
    dir,
    time,
    env: {
      SLACK_BOT_TOKEN: slackSecrets.botToken,
      SLACK_SIGNING_SECRET: slackSecrets.signingSecret,
      SLACK_API_URL: slack.apiUrl,
      OCP_URL: ocp.url,
      OCP_ACCESS_KEY_ID: keys.keyId,
      OCP_ACCESS_KEY_SECRET: keys.keySecret,
      OCP_POLL_SECONDS: '0.1',
      POLICY_FILE: policyFile,
    },
    async close() {
      await slack.close();
      await ocp.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** Root messages that stand for this request: there must never be two. */
export function cardsOf({ slack }: Pick<Around, 'slack'>, { channel }: Lane, id: string): readonly Message[] {
  return slack
    .messages(channel)
    .filter((message) => message.threadTs === null && JSON.stringify(message.metadata).includes(id));
}

/** Asks for a failover, and asks again whenever that visibly failed. Resolves with the request's id. */
export async function askStubbornly(
  { slack }: Pick<Around, 'slack'>,
  lane: Lane,
  tenant: string,
  patienceMs = 90_000,
): Promise<string> {
  const me = slack.as(lane.requester);
  const end = Date.now() + patienceMs;
  while (Date.now() < end) {
    const typed = await me.slash('/failover', tenant, lane.channel);
    const view = typed.ok ? await filledForm(slack, lane.requester) : null;
    if (view === null) {
      const stuck = slack.view(lane.requester);
      if (stuck) await me.close(stuck, { all: true });
      await pause(100);
      continue;
    }
    await me.type(view, 'reason', 'the primary region is down');
    for (let tried = 0; tried < 100; tried += 1) {
      const { ok } = await me.submit(view);
      if (ok) return view.privateMetadata;
      await pause(100);
    }
  }
  throw new Error(`no request could be made for ${tenant}`);
}

async function filledForm(slack: SlackSandbox, person: string) {
  const filled = () => {
    const view = slack.view(person);
    return view?.submit && JSON.stringify(view.blocks).includes('Precheck of') ? view : null;
  };
  return slack.waitFor(filled, { timeoutMs: 2_500 }).catch(() => null);
}

/**
 * Decides whatever the card asks until the last word stands in the channel. A click that Slack was answered "ok" for is
 * never made again unless the person was told that it did not count: the bot owes its effect.
 */
export async function decideUntilTold(
  world: Pick<Around, 'slack'>,
  lane: Lane,
  id: string,
  options: { timeoutMs?: number; onApproved?: () => void | Promise<void> } = {},
): Promise<void> {
  const { slack } = world;
  const answered = new Set<string>();
  const click = async (card: Message, person: string, button: string) => {
    const key = `${button} ${roundOn(card)} ${slack.ephemerals(person).length}`;
    if (answered.has(key)) return;
    const { ok } = await slack.as(person).click(card, button, { confirm: true });
    if (!ok) return;
    answered.add(key);
    if (button === 'approve') await options.onApproved?.();
  };
  const look = async () => {
    const [card] = cardsOf(world, lane, id);
    if (!card) return false;
    if (slack.thread(lane.channel, card.ts).some(isLastWord)) return true;
    const buttons = buttonsOf(card);
    if (buttons.includes('approve')) await click(card, approver, 'approve');
    else if (buttons.includes('resend')) await click(card, lane.requester, 'resend');
    await pause(20);
    return false;
  };
  await until(look, { timeoutMs: options.timeoutMs ?? 60_000, what: `the last word of ${id}` });
}

function isLastWord({ broadcast, text }: Message): boolean {
  return broadcast && text.startsWith('*Done:');
}

/** Which question the buttons stand under. */
function roundOn(card: Message): string {
  return JSON.stringify(card.blocks.map((block) => block['block_id'])).match(/round:\d+/)?.[0] ?? '';
}

/** Mutating calls that reached OCP for one standby tenant. */
export function failoversOf({ ocp }: Pick<Around, 'ocp'>, tenant: string) {
  const { clusterId, id } = standby(ocp, tenant);
  const path = `/api/v2/ob/clusters/${clusterId}/tenants/${id}/failover`;
  return ocp.model.journal.entries.filter((entry) => entry.method === 'POST' && entry.path === path);
}

export function standby({ model }: RunningOcp, name: string) {
  const found = [...model.world.tenants.values()].filter((tenant) => tenant.name === name).at(-1);
  if (!found) throw new Error(`no tenant ${name}`);
  return found;
}
