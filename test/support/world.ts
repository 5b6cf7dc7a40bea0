/** A whole world on loopback: simulated Slack, simulated OCP, and the bot, over real HTTP and a real database. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { type Bot, startBot } from '../../src/app/bot.ts';
import { type Clock, systemClock } from '../../src/lib/clock.ts';
import type { LiveConfig } from '../../src/config.ts';
import type { SlackProxy } from '../../src/slack/client/egress.ts';
import { createLog } from '../../src/log/log.ts';
import { secretsOf } from '../../src/log/secrets.ts';
import { type Pace, unpaced } from '../../src/slack/client/pace.ts';
import { usualDatabase } from './database.ts';
import { defaultWorld } from '../../src/simulators/ocp/world/default-world.ts';
import { type RunningOcp, startOcp } from '../../src/simulators/ocp/http/server.ts';
import type { SettingsPatch } from '../../src/simulators/ocp/world/settings.ts';
import type { World as OcpWorld } from '../../src/simulators/ocp/world/world.ts';
import { type SlackSandbox, startSlack } from '../../src/simulators/slack/start.ts';
import type { Message } from '../../src/simulators/slack/model/workspace.ts';
import type { JsonObject } from '../../src/simulators/slack/validation/json.ts';

export const secrets = {
  botToken: 'xoxb-1111-2222-test',
  signingSecret: '8f742231b10e8888abcd99yyyzzz85a5',
  keyId: 'cqammmxBpfGjFlto',
  keySecret: '2fc0c299cc94c6be266f2ceece765d4d',
};

export const people = {
  mei: 'U0MEI',
  arun: 'U0ARUN',
  sofia: 'U0SOFIA',
  guest: 'U0GUEST',
  outside: 'U0OUTSIDE',
  gone: 'U0GONE',
};
export const channels = { incident: 'C0INCIDENT', random: 'C0RANDOM' };
export const group = 'S0ONCALL';

export const policyText = `
channel: ${channels.incident}
rules:
  - name: everything
    requesters: [${people.mei}, ${group}]
    reading_time: 0s
    approvers: [${people.arun}, ${people.sofia}, ${people.guest}, ${people.outside}, ${people.gone}, ${people.mei}]
`;

export interface WorldOptions {
  readonly clock?: Clock;
  /** The bot's own, where it differs from Slack's and OCP's. */
  readonly botClock?: Clock;
  readonly selfDriven?: boolean;
  readonly pace?: Pace;
  readonly ocp?: SettingsPatch;
  /** How far OCP's clock is ahead of the bot's. */
  readonly ocpAheadMs?: number;
  readonly hangzhouDown?: boolean;
  /** What OCP manages, instead of its default world. */
  readonly ocpWorld?: OcpWorld;
  readonly policy?: string;
  /** Opens one-time codes; left out: there is none. */
  readonly codesKey?: Buffer;
  /** The text of a people file; left out: none is in use. */
  readonly people?: string;
  readonly rateLimits?: boolean;
  /** The Enterprise organisation of the workspace; left out: it is in none. */
  readonly organisationId?: string;
  readonly pollMs?: number;
  /** Puts something between the bot and OCP: gets OCP's address, gives the one that the bot is told. */
  readonly via?: (ocpUrl: string) => Promise<string>;
  readonly delivery?: LiveConfig['slack']['delivery'];
  /** On the bot's way to Slack. */
  readonly proxy?: SlackProxy;
}

export interface World {
  readonly slack: SlackSandbox;
  readonly ocp: RunningOcp;
  readonly dir: string;
  readonly policyFile: string;
  readonly config: LiveConfig;
  /** The address of the store that the bot has now. */
  store(): string;
  /** Every log line so far. */
  readonly logLines: readonly string[];
  bot(): Bot;
  /** With whatever an operator has changed in its environment meanwhile. */
  startBot(changed?: Partial<LiveConfig>): Promise<Bot>;
  stopBot(): Promise<void>;
  /**
   * Kill -9 as the disk sees it: the files of this very instant are what the next bot starts from. The old bot is never
   * heard of again, as long as the test holds whatever it waits for.
   */
  crashBot(): Promise<Bot>;
  close(): Promise<void>;
}

export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const clock = options.clock ?? systemClock;
  const dir = mkdtempSync(join(tmpdir(), 'twokey-test-'));
  const policyFile = join(dir, 'policy.yaml');
  writeFileSync(policyFile, options.policy ?? policyText);
  const peopleFile = options.people === undefined ? null : join(dir, 'people.yaml');
  if (peopleFile !== null) writeFileSync(peopleFile, options.people ?? '');
  const slack = await startSlack({
    clock,
    signingSecret: secrets.signingSecret,
    botToken: secrets.botToken,
    appToken: 'xapp-test',
    workspace: {
      commands: ['/failover', '/switchover', '/other'],
      rateLimits: options.rateLimits ?? false,
      ...(options.organisationId !== undefined && { organisationId: options.organisationId }),
    },
  });
  populate(slack);
  const credentials = { keyId: secrets.keyId, keySecret: secrets.keySecret };
  const ocp = await startOcp({
    clock: { ...clock, now: () => clock.now() + (options.ocpAheadMs ?? 0) },
    credentials: {
      accessKeyId: credentials.keyId,
      accessKeySecret: credentials.keySecret,
      username: 'admin',
      password: 'pw',
    },
    world: options.ocpWorld ?? defaultWorld({ hangzhouDown: options.hangzhouDown ?? true }),
    tickMs: 20,
    settings: { staleMs: 0, ...options.ocp },
  });
  let database = await usualDatabase(dir);
  const config: LiveConfig = {
    kind: 'live',
    host: '127.0.0.1',
    port: 0,
    logLevel: 'info',
    slack: {
      botToken: secrets.botToken,
      proxy: options.proxy ?? null,
      apiUrl: slack.apiUrl,
      delivery: options.delivery ?? { kind: 'http', signingSecret: secrets.signingSecret },
    },
    ocp: {
      baseUrls: [options.via ? await options.via(ocp.url) : ocp.url],
      auth: { kind: 'access_key', keyId: credentials.keyId, secret: credentials.keySecret },
      caFile: null,
      pollMs: options.pollMs ?? 50,
    },
    database: database.config,
    policyFile,
    peopleFile,
    retentionMs: null,
    codesKey: options.codesKey ?? null,
  };
  const logLines: string[] = [];
  const destination = new Writable({
    write(chunk, _encoding, done) {
      logLines.push(String(chunk));
      done();
    },
  });
  let bot: Bot | null = null;
  const crashed: Bot[] = [];
  const databases = [database];

  async function start(changed: Partial<LiveConfig> = {}): Promise<Bot> {
    const log = createLog({ level: 'info', secrets: secretsOf(config), destination });
    bot = await startBot(
      { ...config, ...changed, database: database.config },
      {
        clock: options.botClock ?? clock,
        log,
        selfDriven: options.selfDriven ?? true,
        pace: options.pace ?? unpaced,
        openStore: database.open,
      },
    );
    if (config.slack.delivery.kind === 'http') slack.setAppUrl(`http://127.0.0.1:${bot.port}/slack/events`);
    return bot;
  }
  async function stopBot(): Promise<void> {
    await bot?.stop();
    bot = null;
  }
  async function crashBot(): Promise<Bot> {
    database = await database.afterCrash();
    databases.push(database);
    if (bot) crashed.push(bot);
    return start();
  }
  await start();
  return {
    slack,
    ocp,
    dir,
    policyFile,
    config,
    store: () => database.url,
    logLines,
    bot() {
      if (!bot) throw new Error('the bot is stopped');
      return bot;
    },
    startBot: start,
    stopBot,
    crashBot,
    async close() {
      await stopBot();
      await slack.close();
      await ocp.close();
      await Promise.all(crashed.map((each) => each.stop()));
      for (const one of databases) await one.drop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

export function populate(slack: SlackSandbox): void {
  slack.addUser({ id: people.mei, name: 'mei', realName: 'Mei Lin' });
  slack.addUser({ id: people.arun, name: 'arun', realName: 'Arun Patel' });
  slack.addUser({ id: people.sofia, name: 'sofia', realName: 'Sofia Rossi' });
  slack.addUser({ id: people.guest, name: 'tom', realName: 'Tom Guest', kind: 'guest' });
  slack.addUser({ id: people.outside, name: 'olga', realName: 'Olga Outside', kind: 'external' });
  slack.addUser({ id: people.gone, name: 'gus', realName: 'Gus Gone', deleted: true });
  slack.addGroup({ id: group, name: 'On call', handle: 'oncall', members: [people.mei] });
  const everybody = Object.values(people);
  slack.addChannel({ id: channels.incident, name: 'incident', members: everybody, bot: true });
  slack.addChannel({ id: channels.random, name: 'random', members: everybody, bot: false });
}

/** The card of the newest request in a channel; null while there is none. */
export function cardIn(slack: SlackSandbox, channel: string = channels.incident): Message | null {
  return (
    slack
      .messages(channel)
      .filter((message) => message.threadTs === null && message.metadata !== null)
      .at(-1) ?? null
  );
}

/** Every button that a message offers now. */
export function buttonsOf(message: Message): string[] {
  const found: string[] = [];
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(walk);
    if (typeof value !== 'object' || value === null) return;
    if ('type' in value && value.type === 'button' && 'action_id' in value) found.push(String(value.action_id));
    Object.values(value).forEach(walk);
  };
  walk(message.blocks);
  return found;
}

/** What an ended card may still offer. */
const AFTER_END = ['ask_again', 'ask_rest', 'record', 'todo', 'todo_undo', 'todos_close'];

/** The buttons by which people decide, among those a message offers. */
export function decisionsOf(message: Message): string[] {
  return buttonsOf(message).filter((button) => !AFTER_END.includes(button));
}

/** All words of blocks, as a reader would meet them. */
export function wordsOf(blocks: readonly JsonObject[]): string {
  const found: string[] = [];
  const walk = (value: unknown, key = ''): void => {
    if (typeof value === 'string') return void (['text', 'title'].includes(key) && found.push(value));
    if (Array.isArray(value)) return value.forEach((inner) => walk(inner, key));
    if (typeof value !== 'object' || value === null) return;
    for (const [name, inner] of Object.entries(value)) walk(inner, name);
  };
  walk(blocks);
  return found.join('\n');
}

/** What a thread says, message by message. */
export function threadText(slack: SlackSandbox, card: Message): string {
  return slack
    .thread(card.channel, card.ts)
    .map((message) => wordsOf(message.blocks) || message.text)
    .join('\n');
}
