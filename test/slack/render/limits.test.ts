import { describe, expect, it } from 'vitest';
import { partsOf } from '../../../src/policy/rule.ts';
import type { Recorded, RequestEvent } from '../../../src/request/events.ts';
import { evolve } from '../../../src/request/evolve.ts';
import { chain } from '../../../src/request/log/hash-chain.ts';
import { renderCard } from '../../../src/slack/card/card.ts';
import { viewOf } from '../../../src/view/request.ts';
import { fits, renderLines, threadLines } from '../../../src/slack/thread/thread.ts';
import type { Task } from '../../../src/task/task.ts';
import {
  approve,
  claim,
  claimRemedy,
  lost,
  observe,
  primary,
  propose,
  proven,
  running,
  START,
  type Story,
  standby,
  task,
  waiting,
} from './story.ts';
import { waitingMany } from './many.ts';
import { accepted, buttonsOf, mrkdwnOf, textsOf } from './validate.ts';
import { answered } from '../../support/causes.ts';

/** Everything free text could try: calling everybody, a false link, a false mention, hiding, reversing. */
const evil = '<!channel> <@U0EVIL> <https://x|y> & \u202Eabc\u200B ';
const long = evil.repeat(100).slice(0, 3_000);

const hostile = {
  past: {
    asked: [],
    rejected: Array.from({ length: 9 }, () => ({
      request: 'r-0',
      at: START - 60_000,
      kind: 'failover' as const,
      tenants: [standby.tenantId],
      askedBy: 'U0ALICE',
      rejectedBy: 'U0BOB',
      why: long,
    })),
  },
  reason: long,
  serviceName: long,
  rule: { name: long },
  target: {
    tenant: {
      ...standby,
      tenantName: long,
      clusterName: long,
    },
    primary: {
      ...primary,
      tenantName: long,
      clusterName: long,
    },
    serviceName: long,
  },
  items: Array.from({ length: 30 }, (_, at) => ({
    code: `${at}${long}`,
    text: long,
    blocking: false,
  })),
  reading: {
    primaryStatus: long,
    status: long,
    runningTask: {
      id: long,
      name: long,
    },
  },
} as const;

/** A task of `count` steps, all of whose texts are hostile; the second one runs and forbids a rollback. */
function wide(count: number, change: Partial<Task> = {}): Task {
  const [first] = task('r').subtasks;
  if (first === undefined) throw new Error('a graph has steps');
  const subtasks = Array.from({ length: count }, (_, at) => {
    const status = at === 0 ? 'SUCCESSFUL' : at === 1 ? 'RUNNING' : 'PENDING';
    return { ...first, id: `${at}`, name: `${at + 1} ${long}`, status, prohibitRollback: at === 1 } as const;
  });
  return { ...task('r'), id: long, name: long, subtasks, ...change };
}

function stories(): Record<string, Story> {
  const failed = running(hostile, wide(40));
  const graph = wide(40, { status: 'FAILED' });
  const broken = graph.subtasks.map((step, at) => (at === 1 ? { ...step, status: 'FAILED' as const } : step));
  observe(failed, { ...graph, subtasks: broken }, [long, long, long]);
  const proposing = running(hostile, wide(40));
  const hanging = { ...graph, subtasks: broken.map((step) => ({ ...step, prohibitRollback: false })) };
  observe(proposing, { ...hanging, prohibitRollback: false });
  propose(proposing, 'skip', { ...hanging, prohibitRollback: false });
  const remedied = claimRemedy(propose(running(hostile, hanging), 'skip', hanging), hanging);
  remedied.tell({ type: 'refuse_remedy', code: long, why: answered(long), traceId: long });
  const rejected = waiting(hostile);
  rejected.tell({ type: 'reject', person: rejected.person('U0BOB'), round: 1 });
  rejected.tell({ type: 'give_reason', by: 'U0BOB', reason: long });
  const refused = waiting(hostile);
  claim(approve(refused)).tell({ type: 'refuse', call: 0, code: long, why: answered(long), traceId: long });
  const returned = approve(waiting(hostile));
  claim(returned, { primary: { ...primary, tenantId: '9', tenantName: long }, runningTask: { id: '9', name: long } });
  return {
    waiting: waiting(hostile),
    returned,
    failed,
    proposing,
    remedied,
    rejected,
    refused,
    lost: lost(hostile),
    running: running(hostile, wide(40)),
    proven: proven(hostile),
    unfit: waiting({ ...hostile, reading: { ...hostile.reading, role: `unknown:${long}` } }),
    'unfit, all fifty': waitingMany(
      { count: 50, clusters: 5, name: () => long, place: () => long },
      { ...hostile, reading: { ...hostile.reading, role: 'PRIMARY' } },
    ),
  };
}

describe.each(Object.entries(stories()))('with hostile and endless texts, %s', (_, told) => {
  it.each([true, false])('the card stays within Slack’s limits (plan: %s)', (plan) => {
    const { blocks } = accepted(renderCard(viewOf(told.state(), told.now), { plan }));
    for (const { confirm } of buttonsOf(blocks)) expect(confirm?.text.text ?? '').not.toMatch(/…$/);
  });

  it('nothing calls people or hides what it is', () => {
    const card = renderCard(viewOf(told.state(), told.now), { plan: true });
    expect(card.text).toContain('&lt;');
    for (const text of [...mrkdwnOf(card.blocks), card.text, ...told.lines.map((line) => line.text)]) {
      expect(text).not.toMatch(/<!channel|<!here|<@U0EVIL|<https:/);
      // Every `<` that is left is one of ours.
      expect(
        text.replace(/<(@[UW]0\w+|!subteam\^S0\w+|!date\^\d+\^\{date_short_pretty\} \{time_secs\}\|[\d :UTC-]+)>/g, ''),
      ).not.toContain('<');
    }
    expect(textsOf(card.blocks).join('')).not.toMatch(/[\u202E\u200B]/);
  });

  it('every thread line fits, and all of them in whole messages', () => {
    let rest = told.lines;
    while (rest.length > 0) {
      const count = fits(rest);
      accepted(renderLines(rest.slice(0, count)));
      rest = rest.slice(count);
    }
    for (const { text } of told.lines) expect(text.length).toBeLessThanOrEqual(3_000);
  });
});

describe('what must never be left out', () => {
  it.each([true, false])('all forty steps of a graph (plan: %s)', (plan) => {
    const told = running(hostile, wide(40));
    const text = textsOf(renderCard(viewOf(told.state(), told.now), { plan }).blocks).join('\n');
    for (let at = 1; at <= 40; at += 1) expect(text).toContain(`${at}/40 ${at} `);
  });

  it('of five hundred steps the one that runs, and how many are not shown', () => {
    const told = running(hostile, wide(500));
    const card = accepted(renderCard(viewOf(told.state(), told.now), { plan: true }));
    expect(textsOf(card.blocks).join('\n')).toContain('2/500 2 ');
    expect(textsOf(card.blocks).join('\n')).toContain('and 440 more');
  });

  it('all thirty items of a precheck', () => {
    const text = textsOf(renderCard(viewOf(waiting(hostile).state(), 0), { plan: true }).blocks).join('\n');
    expect(text.match(/• Warning: /g)).toHaveLength(30);
  });

  it('the buttons', () => {
    expect(renderCard(viewOf(waiting(hostile).state(), 0), { plan: true }).blocks.at(-1)?.type).toBe('actions');
  });
});

describe('a hostile text in any event', () => {
  const told = running();
  const difference = { kind: 'blocked', tenantId: long, text: long } as const;
  const terms = {
    inspection: told.inspection(),
    rule: partsOf(told.state().rule)[0],
    policyVersion: long,
    expiresAt: 0,
  };
  const events: readonly RequestEvent[] = [
    { type: 'reason_given', by: long, reason: long },
    { type: 'returned', differences: Array.from({ length: 50 }, () => difference), ...terms },
    { type: 'returned', differences: [{ kind: 'policy_changed', from: long, to: long }], ...terms },
    { type: 'returned', differences: [{ kind: 'not_authorised', person: long, why: long }], ...terms },
    { type: 'returned', differences: [{ kind: 'role_changed', tenantId: long, from: long, to: long }], ...terms },
    { type: 'call_accepted', call: 0, tasks: [wide(40)], traceId: long },
    { type: 'call_refused', call: 0, code: long, message: long, traceId: long },
    { type: 'call_not_sent', call: 0, code: long, message: long },
    { type: 'call_unknown', call: 0, doubt: 'no_answer', message: long },
    { type: 'task_changed', call: 0, task: wide(2, { status: `unknown:${long}` }), changes: [], log: null },
    { type: 'task_changed', call: 0, task: wide(2), changes: [], log: { subtaskId: long, lines: [long] } },
    { type: 'role_doubted', call: 0, tenantId: long, roles: [{ tenantId: long, role: long }], readAt: 0 },
    { type: 'rejected', by: long, round: 1 },
    { type: 'remedy_refused', code: long, message: long, traceId: long },
    { type: 'remedy_unknown', doubt: 'no_answer', message: long },
    { type: 'call_stopped', call: 0, why: 'earlier_failed' },
  ];

  it.each(events)('$type calls nobody and fits', (event) => {
    const [recorded]: readonly Recorded[] = chain('r-1', told.log.at(-1) ?? null, [event], told.now);
    if (recorded === undefined) throw new Error('nothing was recorded');
    const lines = threadLines(told.state(), recorded, evolve(told.state(), recorded));
    expect(lines.length).toBeGreaterThan(0);
    for (const { text } of lines) {
      expect(text).not.toMatch(/<!channel|<@U0EVIL|<https:|[\u202E\u200B]/);
      expect(text.length).toBeLessThanOrEqual(3_000);
    }
    accepted(renderLines(lines.slice(0, fits(lines))));
  });
});
