import { describe, expect, it } from 'vitest';
import type { LeaderStatus } from '../src/engine/leadership/leader.ts';
import type { Look } from '../src/lib/looker.ts';
import { readiness } from '../src/app/readiness.ts';
import { hiding } from '../src/log/secrets.ts';

type Looked = Parameters<typeof readiness>[0];

const leading: LeaderStatus = { role: 'leader', epoch: 3, leader: 'a:1', replicas: 2, ageMs: 0 };
const good = { read: () => Promise.resolve(null), problem: () => null };
const no = (message: string) => () => Promise.reject(new Error(message));

/** The check of that name, and whether the replica counts as ready. */
async function looked(name: string, change: Partial<Looked>) {
  const checks = await readiness({
    hide: hiding(['xoxb-secret']),
    store: { ping: () => Promise.resolve() },
    standing: () => leading,
    policies: good,
    peopleFile: null,
    sockets: null,
    slackSkew: () => 0,
    slack: () => Promise.resolve({ look: { at: 0, ok: true, cause: null }, now: 4_000 }),
    ocp: () => ({ look: null, shutUntil: null, now: 0 }),
    ...change,
  })();
  const found = checks.find((one) => one.name === name);
  return { detail: found?.detail, ok: found?.ok, ready: checks.every(({ ok, needed }) => ok || !needed) };
}

describe('whether a replica is ready', () => {
  it('is yes when everything is in order, and it tells who runs the engine', async () => {
    const detail = 'this replica runs the engine (term 3, 2 replicas)';
    expect(await looked('lease', {})).toEqual({ ok: true, ready: true, detail });
    const follows = () => ({ ...leading, role: 'follower' as const });
    expect(await looked('lease', { standing: follows })).toMatchObject({
      ready: true,
      detail: 'a:1 runs the engine (term 3, 2 replicas)',
    });
  });

  it('is no without the store, and says why', async () => {
    const store = { ping: no('database or disk is full') };
    expect(await looked('store', { store })).toEqual({ ok: false, ready: false, detail: 'database or disk is full' });
  });

  it('is no when the store has not seen the replica for long, or never', async () => {
    const since = (ageMs: number | null) => () => ({ ...leading, ageMs });
    expect(await looked('lease', { standing: since(11_000) })).toEqual({
      ok: false,
      ready: false,
      detail: 'the store has not seen this replica for 11 s',
    });
    expect(await looked('lease', { standing: since(null) })).toMatchObject({ ok: false, ready: false });
    expect(await looked('lease', { standing: since(9_000) })).toMatchObject({ ok: true, ready: true });
  });

  it('is yes while nobody leads for a moment: clicks can be taken, and are carried out later', async () => {
    const standing = () => ({ ...leading, role: 'follower' as const, leader: null });
    const detail = 'nobody runs the engine at the moment (term 3, 2 replicas)';
    expect(await looked('lease', { standing })).toEqual({ ok: true, ready: true, detail });
  });

  it('is no when Slack did not answer or did not take the token when it was last looked at, and repeats no secret', async () => {
    const seen = (cause: Look['cause']) => ({
      slack: () => Promise.resolve({ look: { at: 0, ok: cause === null, cause }, now: 4_000 }),
    });
    expect(await looked('slack', seen(null))).toEqual({
      ok: true,
      ready: true,
      detail: 'Slack took the bot token 4 s ago',
    });
    const told = await looked('slack', seen({ kind: 'slack_refused', code: 'invalid_auth xoxb-secret' }));
    expect(told).toMatchObject({ ok: false, ready: false });
    expect(told.detail).toMatch(/^Slack refused the bot token 4 s ago: slack_refused \(invalid_auth /);
    expect(told.detail).not.toContain('xoxb-secret');
    expect(await looked('slack', seen({ kind: 'slack_unanswered', code: 'ECONNREFUSED' }))).toMatchObject({
      ready: false,
      detail:
        "Slack did not answer 4 s ago: slack_unanswered (ECONNREFUSED): no connection; check the firewall and this machine's way out",
    });
    const never = { slack: () => Promise.resolve({ look: null, now: 0 }) };
    expect(await looked('slack', never)).toMatchObject({
      ready: false,
      detail: 'this replica has not asked Slack yet',
    });
  });

  it('is no in Socket Mode while no socket is open, and says whether Slack refuses the token', async () => {
    const sockets = (open: number, problem: string | null, isRefused = false) => ({
      sockets: () => ({ open, problem, isRefused }),
    });
    expect(await looked('socket', sockets(2, null))).toEqual({
      ok: true,
      ready: true,
      detail: '2 sockets to Slack are open',
    });
    expect(await looked('socket', sockets(1, 'ratelimited'))).toMatchObject({ ok: true, ready: true });
    expect(await looked('socket', sockets(0, 'ratelimited'))).toEqual({
      ok: false,
      ready: false,
      detail: 'no socket to Slack is open (ratelimited); it is tried again',
    });
    expect(await looked('socket', sockets(0, 'invalid_auth', true))).toMatchObject({
      ready: false,
      detail: 'no socket to Slack is open: Slack refuses SLACK_APP_TOKEN (invalid_auth)',
    });
    expect((await looked('socket', {})).detail).toBeUndefined();
  });

  it('is yes without OCP, which is told as it was last seen: people must be served while it is away', async () => {
    const cause = { kind: 'ocp_unreachable', reason: 'ECONNREFUSED', call: 'GET /api/v2/tasks' } as const;
    const seen = (look: Look | null, shutUntil: number | null = null) => ({
      ocp: () => ({ look, shutUntil, now: 60_000 }),
    });
    expect(await looked('ocp', seen({ at: 48_000, ok: true, cause: null }))).toEqual({
      ok: true,
      ready: true,
      detail: 'OCP answered 12 s ago',
    });
    expect(await looked('ocp', seen({ at: 48_000, ok: false, cause }))).toEqual({
      ok: false,
      ready: true,
      detail: 'OCP did not answer properly when it was last asked, 12 s ago: ocp_unreachable (ECONNREFUSED)',
    });
    expect(await looked('ocp', seen(null))).toMatchObject({ ok: true, detail: 'this replica has not asked OCP yet' });
    expect(await looked('ocp', seen(null, Date.UTC(2026, 0, 1, 3, 4, 5)))).toEqual({
      ok: false,
      ready: true,
      detail: "OCP rejected Twokey's login; next try at 03:04:05 UTC",
    });
  });

  it('is yes with a file that became wrong, which is told: the last good one is in force', async () => {
    const wrong = { read: () => Promise.resolve(null), problem: () => new Error('line 4') };
    const detail = 'the last good policy is in force, for the file is wrong: line 4';
    expect(await looked('policy', { policies: wrong })).toEqual({ ok: true, ready: true, detail });
    expect((await looked('people', { peopleFile: wrong })).detail).toContain('line 4');
  });

  it('is no without any good policy', async () => {
    const policies = { ...good, read: no('policy.yaml is not there') };
    expect(await looked('policy', { policies })).toMatchObject({ ok: false, ready: false });
  });
});
