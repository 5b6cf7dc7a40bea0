/** What older versions recorded as English text is read, chained and shown as it stands. */
import { describe, expect, it } from 'vitest';
import { type Cause, recordedCause, recordedDetail } from '../../src/lib/cause.ts';
import type { Recorded, RequestEvent } from '../../src/request/events.ts';
import { evolve, fold } from '../../src/request/evolve.ts';
import { brokenAt, chain } from '../../src/request/log/hash-chain.ts';
import { recordText } from '../../src/request/log/record.ts';
import { threadLines } from '../../src/slack/thread/thread.ts';
import { inLanguage } from '../../src/text/words.ts';
import { parseJson, storedEvent } from '../../src/lib/trust-boundaries.ts';
import { verdictOn } from '../../src/cli/verify.ts';
import { unreachable } from '../support/causes.ts';
import { approved, claimed, inspectionOf, type Life, START, taskOf } from '../support/request.ts';

/** As JSON in the store of an older version. */
const heldUp =
  '{"type":"held_up","code":"slack_silent","message":"Slack does not say who the requester and the approvers are."}';
const refused =
  '{"type":"call_refused","call":0,"code":"ocp_conflict","message":"OCP answered 409: Busy. (POST /x)","traceId":"abc"}';
const notSent =
  '{"type":"call_not_sent","call":0,"code":"ocp_unreachable","message":"OCP could not be reached (ECONNREFUSED): POST /x"}';
const unknown =
  '{"type":"call_unknown","call":0,"doubt":"restarted","message":"The bot was stopped between writing down the call and writing down its answer."}';

/** The events behind a life, as they would be read back from the store. */
function behind(life: Life, ...events: readonly string[]): readonly Recorded[] {
  return [...life.log, ...chain('r-1', life.log.at(-1) ?? null, events.map(storedEvent), life.now)];
}

function lastLine(log: readonly Recorded[]): string {
  const last = log.at(-1);
  const before = fold(log.slice(0, -1));
  if (!last) throw new Error('nothing was recorded');
  return threadLines(before, last, evolve(before, last))
    .map(({ text }) => text)
    .join('\n');
}

describe('a failure that was recorded as text', () => {
  it.each([
    [heldUp, 'Slack does not say who the requester and the approvers are (slack_silent)'],
    [refused, 'OCP refused the call: OCP answered 409: Busy. (POST /x) (ocp_conflict) (trace id abc). It did nothing.'],
    [notSent, 'The call did not leave the bot: OCP could not be reached (ECONNREFUSED): POST /x (ocp_unreachable).'],
    [
      unknown,
      'waited for the response (The bot was stopped between writing down the call and writing down its answer).',
    ],
  ])('is told in its own words, in every language: %s', (event, said) => {
    const log = behind(claimed(), event);
    expect(lastLine(log)).toContain(said);
    const text = /"message":"(.*?)\.?"[,}]/.exec(event)?.[1] ?? 'nothing';
    expect(inLanguage('zh', () => lastLine(log))).toContain(text);
  });

  it('stands in the state as it was', () => {
    const text = 'Slack does not say who the requester and the approvers are.';
    const why = { kind: 'text', text, code: 'slack_silent' };
    expect(fold(behind(approved(), heldUp))?.heldUp).toMatchObject({ code: 'slack_silent', why });
  });

  it('may be empty', () => {
    expect(recordedCause({ code: 'ocp_failed', message: '' })).toEqual({ kind: 'unexpected', name: 'ocp_failed' });
    expect(recordedDetail({ message: '' })).toBeNull();
    expect(recordedDetail({ why: null })).toBeNull();
    expect(recordedCause({ code: 'ocp_unreachable', why: unreachable })).toEqual<Cause>(unreachable);
  });
});

describe('what differs, recorded as text', () => {
  const life = approved();
  const { rule, expiresAt } = life.state();
  const terms = { inspection: inspectionOf(START), rule, policyVersion: 'p2', expiresAt };
  const returned = (difference: string) =>
    JSON.stringify({ type: 'returned', differences: [parseJson(difference)], ...terms });

  it.each([
    ['{"kind":"role_changed","tenantId":"2001","from":"STANDBY","to":"not told"}', 'from STANDBY to unknown.'],
    ['{"kind":"primary_changed","tenantId":"2001","from":"a on b","to":"none"}', 'changed from a on b to none.'],
    ['{"kind":"blocked","tenantId":"2001","text":"alive (OBE26107)"}', 'orders on sh-prod: alive (OBE26107)'],
    ['{"kind":"blocked","tenantId":"2001","text":"OCP answered valid: false"}', 'OCP answered valid: false'],
    ['{"kind":"task_running","tenantId":"2001","text":"Backup (task 31)"}', 'on orders on sh-prod: Backup (task 31)'],
    [
      '{"kind":"policy_changed","from":"p1","to":"p2, which has no rule for this"}',
      'to p2, which has no rule for this.',
    ],
    [
      '{"kind":"frozen","text":"festival, until 2026-11-22T20:00:00.000Z"}',
      'festival, until 2026-11-22T20:00:00.000Z.',
    ],
  ])('is told in its own words: %s', (difference, said) => {
    expect(lastLine(behind(life, returned(difference)))).toContain(said);
  });
});

it('a role recorded as "not told" is told in the language of the thread', () => {
  const life = claimed().tell({ type: 'accept', call: 0, tasks: [taskOf('SS', 'SUCCESSFUL')], traceId: null });
  const role = { tenantId: '2001', role: 'not told' };
  const event: RequestEvent = { type: 'role_doubted', call: 0, tenantId: '2001', roles: [role], readAt: life.now };
  const log = behind(life, JSON.stringify(event));
  expect(lastLine(log)).toContain('still shows orders on sh-prod as unknown');
  expect(inLanguage('zh', () => lastLine(log))).toContain('集群 sh-prod 的 orders 的角色 未知');
});

describe('the chain of a log that an older version wrote', () => {
  it('has the hashes it had', () => {
    const first = { version: 6, hash: 'f'.repeat(64) };
    const hashes = chain('r-1', first, [heldUp, refused, notSent, unknown].map(storedEvent), START).map(
      ({ hash }) => hash,
    );
    expect(hashes).toEqual([
      '6932a994826982a6008bfd9803ce1a7b6614eefd99c163983b64475f3dc02d6f',
      '9ba65d5f3a37f2324c9a4945bf451afa27695c4ee239770b8a8f622a2a071c3c',
      'd54a1af7e1963fd956de6c5f069acf7556b3273434c30e4f076bd8b3df353faa',
      '18295f35ba18ad1100e2ee7cbdd5631bd3722dd3af0639506be5cc7e6b2f4b80',
    ]);
  });

  it('is whole, and so is its exported record', () => {
    const log = behind(claimed(), heldUp, notSent);
    expect(brokenAt(log)).toBeNull();
    expect(verdictOn(recordText(log)).exitCode).toBe(0);
  });
});
