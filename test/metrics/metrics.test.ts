import { describe, expect, it } from 'vitest';
import type { LeaderStatus } from '../../src/engine/leadership/leader.ts';
import { readdirSync, readFileSync } from 'node:fs';
import { methodLabel } from '../../src/metrics/labels.ts';
import { createMetrics, type Sources } from '../../src/metrics/metrics.ts';
import type { StoreStats } from '../../src/store/store-stats.ts';
import { manualClock } from '../support/clock.ts';
import { ASKER, claimed, START, waiting } from '../support/request.ts';

const none = { count: 0, since: null };
const standing: LeaderStatus = { role: 'leader', epoch: 4, leader: 'a:1', replicas: 2, ageMs: 250 };

function sourcesOf(figures: Partial<StoreStats> | Error, change: Partial<LeaderStatus> = {}): Sources {
  const all = { phases: [], clicks: none, toDos: 0, untold: none };
  return {
    figures: () => (figures instanceof Error ? Promise.reject(figures) : Promise.resolve({ ...all, ...figures })),
    standing: () => ({ ...standing, ...change }),
    policyRefused: () => false,
    files: () => Promise.resolve({ policy: '0123456789abcdef', people: null }),
    peopleFileRefused: () => false,
    waiting: () => Promise.resolve([]),
    up: () => ({ ocp: null, slack: null }),
    slackSkew: () => null,
    sockets: () => null,
    ocp: () => ({ look: null, shutUntil: null, rejected: 0 }),
  };
}

function scene() {
  const clock = manualClock(START);
  const metrics = createMetrics(clock, { process: false });
  const lines = async (sources: Sources = sourcesOf({})) => {
    const { text } = await metrics.read(sources);
    return text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  };
  return { clock, metrics, lines };
}

describe('/metrics', () => {
  it('tells of every phase, of queues and of the mirror, as old as they are now', async () => {
    const { lines, clock } = scene();
    const sources = sourcesOf({
      phases: [{ phase: 'waiting', count: 2, since: START - 30_000 }],
      clicks: { count: 1, since: START },
      toDos: 4,
      untold: { count: 7, since: START - 1_000 },
    });
    clock.advance(2_000);
    expect(await lines(sources)).toEqual(
      expect.arrayContaining([
        'twokey_store_up 1',
        'twokey_requests{phase="waiting"} 2',
        'twokey_requests{phase="checking"} 0',
        'twokey_requests_oldest_seconds{phase="waiting"} 32',
        'twokey_requests_oldest_seconds{phase="approved"} 0',
        'twokey_inbox_clicks 1',
        'twokey_inbox_oldest_seconds 2',
        'twokey_requests_to_do 4',
        'twokey_mirror_lag_events 7',
        'twokey_mirror_lag_seconds 3',
      ]),
    );
  });

  it('tells which policy and people file this replica follows, as numbers that can be compared', async () => {
    const { lines } = scene();
    const versions = async (policy: string | null, people: string | null) => {
      const all = await lines({ ...sourcesOf({}), files: () => Promise.resolve({ policy, people }) });
      return all.filter((line) => line.startsWith('twokey_file_version'));
    };
    expect(await versions('ffffffffffff', '00000000000a')).toEqual([
      'twokey_file_version{file="policy"} 281474976710655',
      'twokey_file_version{file="people"} 10',
    ]);
    expect(await versions('fffffffffffe', null)).toEqual(['twokey_file_version{file="policy"} 281474976710654']);
  });

  it('tells of a store that does not answer, and passes nothing old off as new', async () => {
    const { lines } = scene();
    await lines(
      sourcesOf({ phases: [{ phase: 'waiting', count: 2, since: START }], clicks: { count: 1, since: START } }),
    );
    const now = await lines(sourcesOf(new Error('the disk is full')));
    expect(now).toContain('twokey_store_up 0');
    expect(now.filter((line) => /^twokey_(requests(?!_ended)|inbox|mirror|waits)/.test(line))).toEqual([]);
    expect(now).toContain('twokey_leader 1');
  });

  it('tells how the replica stands', async () => {
    const { lines } = scene();
    const follower = await lines(sourcesOf({}, { role: 'follower', ageMs: null }));
    expect(follower).toEqual(
      expect.arrayContaining([
        'twokey_leader 0',
        'twokey_lease_epoch 4',
        'twokey_lease_age_seconds 0',
        'twokey_replicas 2',
      ]),
    );
    expect(await lines()).toContain('twokey_lease_age_seconds 0.25');
  });

  it('begin at 0 for everything that can be counted: the first lost call is an increase', async () => {
    const { metrics, lines } = scene();
    const begun = await lines();
    const counts = (name: string) => begun.filter((line) => line.startsWith(`${name}{`));
    expect(begun).toContain('twokey_events_total{type="call_lost"} 0');
    expect(begun).toContain('twokey_events_total{type="step_overdue"} 0');
    expect(begun).toContain('twokey_waits_for_people{need="overdue"} 0');
    expect(begun).toContain('twokey_attempts_refused_total{code="own_request"} 0');
    expect(begun).toContain('twokey_requests_ended_total{operation="switchover",outcome="mixed"} 0');
    expect(begun).toContain('twokey_ocp_calls_total{kind="change",outcome="ocp_unauthorised"} 0');
    expect(begun).toContain('twokey_slack_calls_total{method="chat.postMessage",outcome="unanswered"} 0');
    expect(counts('twokey_stage_seconds_count')).toHaveLength(8);
    // Whatever is counted later was there before: no label comes from outside.
    metrics.slack({ method: 'no.such.method', outcome: 'refused', ms: 1 });
    expect((await lines()).map((line) => line.split(' ')[0])).toEqual(begun.map((line) => line.split(' ')[0]));
  });

  it('calls of Slack that the program makes are each counted under their own name', () => {
    const code = readdirSync(new URL('../../src/slack', import.meta.url), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .map((path) => readFileSync(new URL(`../../src/slack/${path}`, import.meta.url), 'utf8'))
      .join('\n');
    const called = [...code.matchAll(/web\.((?:\w+\.)+\w+)\(/g)].map(([, method = '']) => method);
    expect(called.length).toBeGreaterThan(10);
    expect(called.filter((method) => methodLabel(method) === 'other')).toEqual([]);
  });

  it('counts who was refused what, by why', async () => {
    const { metrics, lines } = scene();
    const life = waiting();
    const [event] = life.ask(life.click('approve', ASKER)).events;
    metrics.recorded([...life.log, { ...life.log[0]!, event: event! }], 1);
    expect(await lines()).toContain('twokey_attempts_refused_total{code="own_request"} 1');
  });

  it('tells what waits for people, and what was last seen of Slack and OCP', async () => {
    const { lines } = scene();
    const waits = () => Promise.resolve(['failed', 'failed', 'overdue', 'lost'] as const);
    const told = await lines({ ...sourcesOf({}), waiting: waits, up: () => ({ ocp: false, slack: true }) });
    expect(told).toEqual(
      expect.arrayContaining([
        'twokey_waits_for_people{need="failed"} 2',
        'twokey_waits_for_people{need="unclear"} 0',
        'twokey_waits_for_people{need="overdue"} 1',
        'twokey_waits_for_people{need="lost"} 1',
        'twokey_ocp_up 0',
        'twokey_slack_up 1',
      ]),
    );
    expect((await lines()).filter((line) => /_up /.test(line))).toEqual(['twokey_store_up 1']);
  });

  it('counts calls by their outcome', async () => {
    const { metrics, lines } = scene();
    metrics.ocp({ kind: 'change', outcome: 'ocp_lost_answer', ms: 1_500 });
    metrics.ocp({ kind: 'read', outcome: 'ok', ms: 20 });
    metrics.slack({ method: 'chat.postMessage', outcome: 'throttled', ms: 40 });
    expect(await lines()).toEqual(
      expect.arrayContaining([
        'twokey_ocp_calls_total{kind="change",outcome="ocp_lost_answer"} 1',
        'twokey_ocp_calls_total{kind="read",outcome="ok"} 1',
        'twokey_ocp_call_seconds_sum{kind="change"} 1.5',
        'twokey_slack_calls_total{method="chat.postMessage",outcome="throttled"} 1',
        'twokey_slack_call_seconds_count 1',
      ]),
    );
  });

  it('counts what is recorded, and how long a request took to get there', async () => {
    const { metrics, lines } = scene();
    const { log } = claimed();
    metrics.recorded(log, 1);
    const told = await lines();
    expect(told).toContain('twokey_events_total{type="call_claimed"} 1');
    expect(told).toContain('twokey_stage_seconds_sum{stage="call",operation="failover"} 2');
    expect(told.filter((line) => /^twokey_events_total.* [^0]/.test(line))).toHaveLength(1);
  });
});
