import { describe, expect, test } from 'vitest';
import { businessLog, createLog, mask } from '../src/log/log.ts';
import { parseJson } from '../src/lib/trust-boundaries.ts';

function recording() {
  const lines: string[] = [];
  const log = createLog({ level: 'info', destination: { write: (line) => lines.push(line) } });
  return { log, lines, text: () => lines.join('') };
}

describe('the log', () => {
  test('one JSON line for one business event, with the request it belongs to', () => {
    const { log, lines } = recording();
    businessLog(log)('approved', { request: 'R1', approver: 'U2', approvals: 1 });
    expect(lines).toHaveLength(1);
    expect(parseJson(lines[0] ?? '')).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      event: 'approved',
      request: 'R1',
      approver: 'U2',
      approvals: 1,
      msg: 'approved',
    });
  });

  test('lines below the level are not written', () => {
    const { log, lines } = recording();
    log.debug('quiet');
    expect(lines).toEqual([]);
  });

  test.each(['token', 'botToken', 'signingSecret', 'password', 'authorization', 'Authorization', 'cookie', 'headers'])(
    'the key %s is hidden, at the top and one below',
    (key) => {
      const { log, lines, text } = recording();
      log.info({ [key]: 'hush', inner: { [key]: 'hush' } }, 'x');
      log.child({ [key]: 'hush' }).info('y');
      expect(text()).not.toContain('hush');
      expect(parseJson(lines[0] ?? '')).toMatchObject({ [key]: '[hidden]', inner: { [key]: '[hidden]' } });
    },
  );

  test('requests and answers are written without headers and bodies', () => {
    const { log, lines } = recording();
    const req = { id: 7, method: 'POST', url: '/slack/events', headers: { a: 'hush' }, body: 'hush' };
    log.info({ req, res: { statusCode: 200, headers: { b: 'hush' } } }, 'x');
    expect(parseJson(lines[0] ?? '')).toMatchObject({
      req: { id: 7, method: 'POST', url: '/slack/events' },
      res: { statusCode: 200 },
    });
    expect(lines[0]).not.toContain('hush');
  });

  test('errors say what happened, with their causes, and nothing else that hangs on them', () => {
    const { log, lines } = recording();
    const cause = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
    const error = Object.assign(new Error('no answer', { cause }), { code: 'ocp_lost_answer', request: { a: 'hush' } });
    log.error({ err: error }, 'x');
    expect(parseJson(lines[0] ?? '')).toMatchObject({
      level: 'error',
      err: { type: 'Error', code: 'ocp_lost_answer', message: 'no answer', cause: { code: 'ECONNREFUSED' } },
    });
    expect(lines[0]).not.toContain('hush');
  });

  test('an error that is its own cause ends', () => {
    const { log, lines } = recording();
    const error = new Error('round');
    error.cause = error;
    log.error(error);
    expect(lines).toHaveLength(1);
  });

  test('the bot’s own secrets are hidden wherever they stand, though nothing about them says what they are', () => {
    const lines: string[] = [];
    const destination = { write: (line: string) => lines.push(line) };
    const log = createLog({ level: 'info', secrets: ['2fc0c299cc94', 'with "quotes"'], destination });
    businessLog(log)('call_refused', { message: 'no 2fc0c299cc94 here', why: 'with "quotes"' });
    log.error({ err: new Error('2fc0c299cc94') }, '2fc0c299cc94');
    expect(lines.join('')).not.toMatch(/2fc0c299|quotes/);
    for (const line of lines) expect(parseJson(line)).toMatchObject({ level: expect.any(String) });
  });

  test.each([
    ['approved', {}, 'info'],
    ['ended', { outcome: 'succeeded' }, 'info'],
    ['ended', { outcome: 'rolled_back' }, 'warn'],
    ['ended', { outcome: 'mixed' }, 'error'],
    ['task_changed', { stage: 'running' }, 'info'],
    ['task_changed', { stage: 'failed' }, 'error'],
    ['task_changed', { stage: 'unclear' }, 'error'],
    ['call_lost', {}, 'error'],
    ['call_unknown', {}, 'warn'],
    ['held_up', {}, 'warn'],
    ['returned', {}, 'warn'],
    ['stopped', {}, 'info'],
    ['stopped', { by: 'U1' }, 'warn'],
    ['policy_refused', {}, 'error'],
    ['doctor', { verdict: 'ok' }, 'info'],
    ['doctor', { verdict: 'problem' }, 'error'],
  ] as const)('%s %o is %s: what needs a person is no information', (event, fields, level) => {
    const { log, lines } = recording();
    businessLog(log)(event, fields);
    expect(parseJson(lines[0] ?? '')).toMatchObject({ event, level });
  });

  test('secrets inside texts are hidden wherever they stand, and the line stays JSON', () => {
    const { log, lines } = recording();
    const error = new Error('GET https://u:hush@ocp/ failed: Authorization: Basic aHVzaDpodXNo');
    log.warn({ err: error, note: 'a "password=hush\\"hush" b', list: ['xoxb-1-hush'] }, 'token xapp-1-hush');
    expect(lines[0]).not.toMatch(/hush|aHVz/);
    expect(parseJson(lines[0] ?? '')).toMatchObject({ list: ['xoxb-[hidden]'], msg: 'token xapp-[hidden]' });
  });
});

describe('mask', () => {
  test.each([
    ['use xoxb-12-34-abc now', 'use xoxb-[hidden] now'],
    ['xoxe.xoxp-1-Mi0x', 'xoxe.xoxp-[hidden]'],
    ['authorization: OCP-ACCESS-KEY-HMACSHA1 id:c2ln=', 'authorization: OCP-ACCESS-KEY-HMACSHA1 [hidden]'],
    ['Basic dXNlcjpwYXNz', 'Basic [hidden]'],
    ['Bearer abcdefgh.ijkl', 'Bearer [hidden]'],
    ['password=a%20b&user=c', 'password=[hidden]&user=c'],
    ['Password=x', 'Password=[hidden]'],
    ['https://user:pass@host/path', 'https://[hidden]@host/path'],
    ['https://hooks.slack.com/commands/T1/2/abc', 'https://hooks.slack.com/[hidden]'],
  ])('%s', (text, masked) => {
    expect(mask(text)).toBe(masked);
  });

  test.each(['tenant orders on prod-a', 'https://host/a?mail=x@y', 'the basic plan', 'no password set'])(
    'leaves "%s" alone',
    (text) => {
      expect(mask(text)).toBe(text);
    },
  );
});
