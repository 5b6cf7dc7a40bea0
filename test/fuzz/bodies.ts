/** Requests that nobody honest sends. The same seed gives the same requests. */
import { hexDigits, type Random } from '../../src/simulators/ocp/world/random.ts';
import type { Json, JsonObject } from '../../src/simulators/slack/validation/json.ts';

export interface Hostile {
  readonly kind: string;
  readonly contentType: string | null;
  readonly body: Buffer;
  /** `right`: as Slack would sign these very bytes, now. */
  readonly signature: 'right' | (typeof wrongSignatures)[number];
}

/** What the forgeries imitate: a card that is really there. */
export interface Target {
  readonly requestId: string;
  readonly channel: string;
  readonly ts: string;
  readonly person: string;
  readonly team: string;
}

const wrongSignatures = [
  'none',
  'random',
  'other_secret',
  'short',
  'old_version',
  'stale',
  'ahead',
  'no_time',
] as const;

const form = 'application/x-www-form-urlencoded';
const json = 'application/json';

/** Large bodies are rare, or they would be all there is time for. */
const HUGE_EVERY = 2_000;
const HUGE_BYTES = 4 * 1024 * 1024;

export function createHostile(random: Random, target: Target): () => Hostile {
  const pick = <T>(items: readonly [T, ...T[]]): T => items[Math.floor(random() * items.length)] ?? items[0];
  const below = (limit: number) => Math.floor(random() * limit);

  const oddTexts: readonly [string, ...string[]] = [
    '\ud800',
    '\udfff\ud800',
    'a\u0000b',
    '\u202eevorppa\u202c',
    '\ufeff\u200b\u2060',
    'e\u0301'.repeat(500),
    '💥'.repeat(300),
    '<!channel> <@U0ARUN> <https://example.com|Approve>',
    '${7*7} {{7*7}} %00 %s %n',
    "'; drop table events; --",
    '../../../../etc/passwd',
    '__proto__',
    'constructor',
    'hasOwnProperty',
    'toString',
    'R-0000000000',
    '',
    ' '.repeat(5_000),
  ];
  const oddValues = (): Json =>
    pick<() => Json>([
      () => null,
      () => true,
      () => -1,
      () => 1e308,
      () => [],
      () => ({}),
      () => [null, [null], {}],
      () => ({ id: null }),
      () => ({ __proto__: null, length: 1e9 }),
      () => pick(oddTexts),
      () => Array.from({ length: 200 }, (_, index) => ({ action_id: index })),
    ])();

  const who = () => ({ user: { id: target.person, team_id: target.team }, team: { id: target.team } });
  const payloads: readonly [() => JsonObject, ...(() => JsonObject)[]] = [
    () => ({
      type: 'block_actions',
      ...who(),
      trigger_id: `${below(1e9)}.${below(1e9)}.${hexDigits(32, random)}`,
      container: { type: 'message', channel_id: target.channel, message_ts: target.ts },
      channel: { id: target.channel, name: 'incident' },
      message: { ts: target.ts, text: 'card', blocks: [] },
      actions: [
        {
          type: 'button',
          action_id: pick(['approve', 'reject', 'withdraw', 'resend', 'rollback', 'skip']),
          block_id: 'round:1',
          value: target.requestId,
          action_ts: `${below(2e9)}.000100`,
        },
      ],
    }),
    () => ({
      type: 'view_submission',
      ...who(),
      trigger_id: `${below(1e9)}.${below(1e9)}.x`,
      view: {
        id: `V${below(1e9)}`,
        callback_id: pick(['failover', 'switchover', 'reason']),
        private_metadata: target.requestId,
        state: {
          values: {
            tenants: { tenants: { selected_options: [{ value: '1:1002' }] } },
            reason: { reason: { value: 'x' } },
          },
        },
      },
    }),
    () => ({
      type: 'block_suggestion',
      ...who(),
      action_id: 'tenants',
      block_id: 'tenants',
      value: 'pay',
      view: { id: 'V1' },
    }),
    () => ({
      type: 'shortcut',
      ...who(),
      callback_id: 'fail_over_tenant',
      trigger_id: `${below(1e9)}.1.x`,
      action_ts: '1.0',
    }),
    () => ({
      type: 'event_callback',
      team_id: target.team,
      event_id: `Ev${below(1e9)}`,
      event: { type: 'app_home_opened', user: target.person, tab: 'home' },
    }),
  ];
  /** Without these the payload is none; each forgery takes one away or spoils it. */
  const needed: Readonly<Record<string, readonly [string, ...string[]]>> = {
    block_actions: ['type', 'user', 'user.id', 'actions', 'actions.0', 'actions.0.action_id'],
    view_submission: ['type', 'user', 'user.id', 'view', 'view.id', 'view.callback_id'],
    block_suggestion: ['type', 'user', 'user.id', 'action_id'],
    shortcut: ['type', 'user', 'user.id', 'callback_id', 'trigger_id'],
    event_callback: ['type', 'event', 'event.type'],
  };
  const spoilt = (payload: JsonObject, spoil: (holder: JsonObject, key: string) => void): JsonObject => {
    const path = pick(needed[String(payload['type'])] ?? ['type']).split('.');
    const last = path.pop() ?? 'type';
    const holder = path.reduce<Json | undefined>((inner, key) => (isHolder(inner) ? inner[key] : undefined), payload);
    if (isHolder(holder)) spoil(holder, last);
    return payload;
  };
  /** Never a text: that might be one the bot can read. */
  const notText = (): Json => pick<Json>([null, true, -1, 1e308, [], [[]], {}, { id: 7 }]);

  const carried = (text: string): Pick<Hostile, 'contentType' | 'body'> =>
    text.startsWith('{"type":"event_callback"')
      ? { contentType: json, body: Buffer.from(text) }
      : { contentType: form, body: Buffer.from(new URLSearchParams({ payload: text }).toString()) };
  const command = (fields: Record<string, string>) => {
    const whole = {
      command: '/failover',
      text: 'help',
      user_id: target.person,
      team_id: target.team,
      channel_id: target.channel,
      trigger_id: `${below(1e9)}.2.x`,
    };
    return new URLSearchParams({ ...whole, ...fields }).toString();
  };

  type Making = () => Pick<Hostile, 'contentType' | 'body'>;
  const makings: Readonly<Record<string, Making>> = {
    'cut off': () => {
      const text = JSON.stringify(pick(payloads)());
      return carried(text.slice(0, 1 + below(text.length - 2)));
    },
    'bytes changed': () => {
      const text = JSON.stringify(pick(payloads)());
      const { contentType, body } = carried(text);
      // The first bytes decide what it is at all.
      for (let change = 0; change < 3; change += 1) body[below(12)] = below(256);
      // Some changes change nothing ("%7b" is "%7B"), and what is whole is carried out.
      const read = contentType === json ? body.toString() : new URLSearchParams(body.toString()).get('payload');
      if (read === text) body[0] = 0;
      return { contentType, body };
    },
    'wrong type': () => carried(JSON.stringify(spoilt(pick(payloads)(), (holder, key) => (holder[key] = notText())))),
    'field missing': () => carried(JSON.stringify(spoilt(pick(payloads)(), (holder, key) => delete holder[key]))),
    'prototype keys': () => {
      const key = pick(['__proto__', 'constructor', 'prototype']);
      const inner = JSON.stringify(pick(payloads)());
      return carried(`{"${key}":${inner},"toString":1,"hasOwnProperty":null,"x":{"${key}":{"polluted":true}}}`);
    },
    'no object': () =>
      carried(pick(['null', '7', '"x"', '[]', '[{"type":"block_actions"}]', 'true', '{}', '', 'NaN', '{"type":null}'])),
    'key twice': () => {
      const text = JSON.stringify(pick(payloads)());
      return carried(`${text.slice(0, -1)},"type":null,"user":null,"actions":null}`);
    },
    'field twice': () => {
      const { body } = carried(JSON.stringify(pick(payloads)()));
      return { contentType: form, body: Buffer.concat([body, Buffer.from('&'), body]) };
    },
    'command, field twice': () => ({
      contentType: form,
      body: Buffer.from(`${command({})}&user_id=U0OTHER&command=%2Fswitchover`),
    }),
    'command, field missing': () => {
      const fields = new URLSearchParams(command({ text: pick(oddTexts) }));
      fields.delete(pick(['command', 'user_id', 'team_id', 'channel_id', 'trigger_id']));
      return { contentType: form, body: Buffer.from(fields.toString()) };
    },
    deep: () => {
      const depth = 1_000 + below(100_000);
      return {
        contentType: json,
        body: Buffer.from(`{"type":"event_callback","event":${'['.repeat(depth)}${']'.repeat(depth)}}`),
      };
    },
    'wrong content type': () => ({
      contentType: pick([
        null,
        'text/plain',
        'application/xml',
        'multipart/form-data; boundary=x',
        'application/json5',
        '',
        'x'.repeat(200),
      ]),
      body: carried(JSON.stringify(pick(payloads)())).body,
    }),
    'not UTF-8': () => ({
      contentType: pick([form, json]),
      body: Buffer.from(Array.from({ length: 1 + below(400) }, () => 128 + below(128))),
    }),
    // From here on whole payloads, whose content is the attack.
    'help, odd words': () => ({
      contentType: form,
      body: Buffer.from(command({ text: `help ${pick(oddTexts)}`, command: pick(['/failover', '/switchover']) })),
    }),
    'unknown command': () => ({
      contentType: form,
      body: Buffer.from(command({ command: `/${pick(oddTexts)}`, text: pick(oddTexts) })),
    }),
    'unknown form': () =>
      carried(
        JSON.stringify({
          type: 'view_submission',
          ...who(),
          view: {
            id: 'V1',
            callback_id: pick(oddTexts),
            private_metadata: pick(oddTexts),
            state: { values: oddValues() },
          },
        }),
      ),
    'form that is gone': () =>
      carried(
        JSON.stringify({
          type: 'view_submission',
          ...who(),
          view: {
            id: 'V1',
            callback_id: pick(['failover', 'switchover']),
            private_metadata: `${pick(oddTexts)}?`,
            state: { values: oddValues() },
          },
        }),
      ),
    'odd search': () =>
      carried(
        JSON.stringify({
          type: 'block_suggestion',
          ...who(),
          action_id: pick(['tenants', 'pairs', '__proto__']),
          value: pick(oddTexts),
        }),
      ),
  };
  const kinds = Object.keys(makings);
  let made = 0;

  return () => {
    made += 1;
    const signature = random() < 0.5 ? 'right' : pick(wrongSignatures);
    if (made % HUGE_EVERY === 0) {
      const body = Buffer.concat([Buffer.from('payload='), Buffer.alloc(HUGE_BYTES, pick(['%', 'a', '&', '[']))]);
      return { kind: '4 MB', contentType: form, body, signature };
    }
    const kind = kinds[below(kinds.length)] ?? 'no object';
    const making = makings[kind] ?? (() => carried('null'));
    return { kind, signature, ...making() };
  };
}

function isHolder(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null;
}
