/** What is wrong with OCP or Slack is known while nobody asks anything: metrics, `/readyz` and the log say so. */
import { afterEach, describe, expect, it } from 'vitest';
import { type Driven, eventually, logOf, startDriven } from './support/driven.ts';
import { failedAt, agreeTo } from './support/failing.ts';
import { startWorld, type World } from './support/world.ts';

let world: World;
afterEach(() => world.close());

async function idle(): Promise<Driven> {
  const driven = await startDriven({ hangzhouDown: true });
  world = driven;
  await driven.tick();
  return driven;
}

async function asked(path: string): Promise<{ status: number; text: string }> {
  const response = await fetch(`http://127.0.0.1:${world.bot().port}${path}`);
  return { status: response.status, text: await response.text() };
}

async function shown(name: string): Promise<string | undefined> {
  return (await asked('/metrics')).text.split('\n').find((line) => line.startsWith(name));
}

const lines = (event: string) => logOf(world).filter((line) => line.event === event);

describe('while nobody asks anything', () => {
  it('a dead OCP is seen, said once, and seen to be back', async () => {
    const driven = await idle();
    expect(await shown('twokey_ocp_up')).toBe('twokey_ocp_up 1');
    driven.ocp.model.addFault({ kind: 'unreachable' });
    await driven.pass(31_000);
    expect(await shown('twokey_ocp_up')).toBe('twokey_ocp_up 0');
    await driven.pass(60_000);
    expect(lines('ocp_down')).toEqual([
      expect.objectContaining({ level: 'error', code: expect.stringMatching(/unreachable|lost_answer/) }),
    ]);
    expect((await asked('/readyz')).status).toBe(200);
    driven.ocp.model.clearFaults();
    await driven.pass(11_000);
    expect(await shown('twokey_ocp_up')).toBe('twokey_ocp_up 1');
    expect(lines('ocp_up')).toEqual([expect.objectContaining({ level: 'info' })]);
  });

  it('a wrong access key is seen by few log-ons, and shown without taking the replica out of service', async () => {
    const driven = await idle();
    await driven.stopBot();
    const auth = { kind: 'access_key', keyId: 'no-such-key', secret: 'wrong' } as const;
    await driven.startBot({ ocp: { ...driven.config.ocp, auth } });
    const before = driven.ocp.model.journal.entries.length;
    await driven.pass(120_000);
    expect(await shown('twokey_ocp_up')).toBe('twokey_ocp_up 0');
    expect(lines('ocp_down')).toEqual([expect.objectContaining({ code: 'ocp_unauthorised' })]);
    // OCP locks an account after 20.
    expect(driven.ocp.model.journal.entries.length - before).toBeLessThanOrEqual(5);
    const { status, text } = await asked('/readyz');
    expect([status, text]).toEqual([200, expect.stringContaining("OCP rejected Twokey's login")]);
  });

  it('a revoked Slack token is seen, and takes the replica out of service', async () => {
    const driven = await idle();
    expect(await shown('twokey_slack_up')).toBe('twokey_slack_up 1');
    driven.slack.faults.add({ target: 'auth.test', kind: 'error', code: 'token_revoked', times: null });
    await driven.pass(11_000);
    expect(await shown('twokey_slack_up')).toBe('twokey_slack_up 0');
    const { status, text } = await asked('/readyz');
    expect([status, text]).toEqual([503, expect.stringContaining('token_revoked')]);
    expect(lines('slack_down')).toEqual([expect.objectContaining({ level: 'error', code: 'token_revoked' })]);
    driven.slack.faults.clear();
    await driven.pass(6_000);
    expect((await asked('/readyz')).status).toBe(200);
    expect(lines('slack_up')).toHaveLength(1);
  });

  it('probes and scrapes ask neither OCP nor Slack', async () => {
    const driven = await idle();
    const calls = () => [driven.ocp.model.journal.entries.length, driven.slack.calls('auth.test')];
    const before = calls();
    driven.clock.advance(600_000);
    for (const path of ['/readyz', '/metrics', '/healthz']) await asked(path);
    expect(calls()).toEqual(before);
  });
});

describe('a failed task', () => {
  it('is counted while it waits for people, and not once they have decided', async () => {
    const driven = await idle();
    const card = await failedAt(driven, 'failover', 'Upgrade tenant data version');
    driven.clock.advance(1_000);
    expect(await shown('twokey_waits_for_people{need="failed"}')).toMatch(/ 1$/);
    expect(lines('task_changed').map(({ level, stage }) => [level, stage])).toContainEqual(['error', 'failed']);
    await agreeTo(driven, card, 'retry');
    driven.clock.advance(1_000);
    expect(await shown('twokey_waits_for_people{need="failed"}')).toMatch(/ 0$/);
  });
});

describe('the start', () => {
  it('logs what doctor would say, each finding as loud as it is bad', async () => {
    world = await startWorld();
    const told = await eventually(() => (lines('doctor').length > 5 ? lines('doctor') : null));
    for (const { level, verdict, text } of told) {
      expect(level).toBe(verdict === 'problem' ? 'error' : verdict === 'unknown' ? 'warn' : 'info');
      expect(text).not.toBe('');
    }
    await world.stopBot();
    world.ocp.model.addFault({ kind: 'unreachable' });
    await world.startBot();
    const bad = await eventually(() =>
      lines('doctor').find(({ area, verdict }) => area === 'ocp' && verdict === 'problem'),
    );
    expect(bad).toMatchObject({ level: 'error', text: expect.stringContaining(world.ocp.url) });
    const areas = new Set(told.map(({ area }) => area));
    expect(areas).toEqual(new Set(['slack', 'ocp', 'store', 'policy']));
  });
});
