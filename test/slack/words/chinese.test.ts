/** Nothing in English is left in what a Chinese channel or person reads: every state, error, difference and problem. */
import { describe, expect, it } from 'vitest';
import { manualClock } from '../../support/clock.ts';
import { ExplainedError } from '../../../src/lib/cause.ts';
import { choicesOf } from '../../../src/operation/choices.ts';
import { partsOf } from '../../../src/policy/rule.ts';
import type { RequestEvent } from '../../../src/request/events.ts';
import { stopsInForce } from '../../../src/stop/in-force.ts';
import { evolve } from '../../../src/request/evolve.ts';
import { chain } from '../../../src/request/log/hash-chain.ts';
import type { RequestState } from '../../../src/request/state.ts';
import { NEVER_STOPPED } from '../../../src/stop/state.ts';
import type { Destination } from '../../../src/slack/form/targets/destination.ts';
import { forbidden } from '../../../src/slack/form/targets/resolve-targets.ts';
import { examine, whyOf } from '../../../src/slack/overview/doctor/finding.ts';
import { ocpExaminations } from '../../../src/slack/overview/doctor/ocp.ts';
import { policyExaminations } from '../../../src/slack/overview/doctor/policy.ts';
import { storeExaminations } from '../../../src/slack/overview/doctor/store.ts';
import { summarise } from '../../../src/view/summaries.ts';
import { renderCard } from '../../../src/slack/card/card.ts';
import { viewOf } from '../../../src/view/request.ts';
import { renderDoctor } from '../../../src/slack/overview/view/doctor.ts';
import { targetsRefusal } from '../../../src/slack/form/view/destination.ts';
import { operationForm } from '../../../src/slack/form/view/form.ts';
import type { ShownReading } from '../../../src/slack/form/view/prechecks.ts';
import { endedEarlyText } from '../../../src/slack/notice/ended-early.ts';
import { rowText } from '../../../src/slack/overview/view/history.ts';
import { renderHome } from '../../../src/slack/overview/view/home.ts';
import { inARow } from '../../../src/slack/blocks/names.ts';
import { peopleNotice } from '../../../src/slack/notice/people-notice.ts';
import { policyNotice } from '../../../src/slack/notice/policy-notice.ts';
import { renderStatus } from '../../../src/slack/overview/view/status.ts';
import { threadLines } from '../../../src/slack/thread/thread.ts';
import { catalogues, inLanguage, words } from '../../../src/text/words.ts';
import { causes, destinations, differences, faults, notices, peopleNotices } from './kinds.ts';
import { englishIn } from './latin.ts';
import { textsOf as phrasesOf } from './phrases.ts';
import { ocpsOwn, stories } from './stories.ts';
import { familiesInEveryState } from '../../support/candidates.ts';
import {
  claimed,
  primary,
  propose,
  running,
  sibling,
  standby,
  START,
  type Story,
  task,
  tenant,
  waiting,
} from '../render/story.ts';
import { textsOf } from '../render/validate.ts';

/** Everything in it that a person reads is Chinese, but for names, codes and what OCP calls things. */
function chinese(rendered: unknown): void {
  for (const text of textsOf(rendered)) expect(englishIn(text, ocpsOwn), text).toEqual([]);
}

const stored = { load: () => Promise.resolve(NEVER_STOPPED) };

/** Everything that can hold requests, as the policy says it. */
const stops = stopsInForce(
  {
    ...waiting().policy,
    stopAll: '机房断电',
    freezes: [
      { kind: 'once', name: '大促', operations: ['failover'], clusters: ['*'], tenants: ['a*'], from: 0, until: START },
    ],
  },
  NEVER_STOPPED,
  1,
);

function shown(state: RequestState, now: number): readonly unknown[] {
  const summary = summarise(state);
  const cards = { links: new Map(), unposted: new Set([state.id]) };
  const away = { why: { kind: 'ocp_log_on_rejected', until: now }, at: now } as const;
  const moment = { now, ocpNow: now, cards, stops, away, toDos: [state], isPartial: true };
  const ended = state.phase === 'ended' ? [{ state, approvers: ['U0BOB'], totalMs: 90_000, inOcpMs: 60_000 }] : [];
  const page = { rows: ended, before: 0, newer: null, older: null, isBehind: true, isPartial: true };
  return [
    renderCard(viewOf(state, now), { plan: true }),
    renderCard(viewOf(state, now), { plan: false }),
    renderStatus([summary], moment),
    renderHome({ yours: [summary], others: [], page, ...moment }).blocks,
    ...ended.flatMap((row) => [rowText(row, cards), endedEarlyText(row.state)]),
  ];
}

/** What the thread says of an event, and the card after it. */
function told(before: Story, event: RequestEvent): readonly unknown[] {
  const [recorded] = chain('r-1', before.log.at(-1) ?? null, [event], before.now);
  if (recorded === undefined) throw new Error('nothing was recorded');
  const after = evolve(before.state(), recorded);
  return [threadLines(before.state(), recorded, after), ...shown(after, before.now)];
}

describe('English in a Chinese text', () => {
  it('is found, and names, codes and single terms are not taken for it', () => {
    expect(englishIn('受阻：OCP could not be reached。')).toEqual(['OCP could not be reached']);
    expect(englishIn('`node dist/main.js verify FILE` <@U0BOB> https://a.b/c OCP 的 syncScn')).toEqual([]);
    for (const named of ['2/5 Failover to primary tenant', '2/5 Failover to primary te…'])
      expect(englishIn(named, ['Failover to primary tenant'])).toEqual([]);
  });
});

describe('sentences in a row', () => {
  it('have a space between them in English, none in Chinese, and one beside bold in both', () => {
    expect(inARow('One.', '', 'Two.', '*Three.*', 'Four.')).toBe('One. Two. *Three.* Four.');
    expect(inLanguage('zh', () => inARow('一。', '', '二。', '*三。*', '四。'))).toBe('一。二。 *三。* 四。');
    expect(inARow()).toBe('');
  });
});

describe('in Chinese', () => {
  it.each(Object.entries(stories))('%s: card, thread, status and Home', (_, story) => {
    inLanguage('zh', () => {
      const after = story();
      chinese(after.lines);
      chinese(shown(after.state(), after.now));
    });
  });

  it.each(causes)('what failed with $kind: refused, not sent, lost, held up, a remedy', (why) => {
    inLanguage('zh', () => {
      const code = 'ocp_failed';
      const sent = claimed();
      chinese(told(sent, { type: 'call_refused', call: 0, code, why, traceId: 'abc' }));
      chinese(told(sent, { type: 'call_not_sent', call: 0, code, why }));
      for (const doubt of ['no_answer', 'unclear_answer', 'restarted'] as const)
        chinese(told(sent, { type: 'call_unknown', call: 0, doubt, why }));
      chinese(told(sent, { type: 'held_up', code, why }));
      const remedied = running();
      const failed = task('F....', { status: 'FAILED' });
      remedied.tell({ type: 'observe', call: 0, task: failed, log: null });
      propose(remedied, 'retry', failed);
      chinese(told(remedied, { type: 'remedy_found' }));
      chinese(told(remedied, { type: 'remedy_not_sent', code, why }));
      chinese(told(remedied, { type: 'remedy_refused', code, why, traceId: 'abc' }));
      chinese(told(remedied, { type: 'remedy_unknown', doubt: 'no_answer', why }));
    });
  });

  it.each(differences)('what differs by $kind', (difference) => {
    inLanguage('zh', () => {
      const asked = waiting();
      const { rule, expiresAt } = asked.state();
      const terms = { inspection: asked.inspection(), rule: partsOf(rule)[0], policyVersion: 'p2', expiresAt };
      chinese(told(asked, { type: 'returned', differences: [difference], ...terms }));
    });
  });

  it.each(notices)('the policy’s audit channel: $kind', (notice) => {
    inLanguage('zh', () => chinese(policyNotice(notice)));
  });

  it.each(peopleNotices)('the people file’s audit: $kind', (notice) => {
    inLanguage('zh', () => chinese(peopleNotice(notice)));
  });

  it.each(causes)('a form whose precheck failed with $kind, and its other notices', (failed) => {
    inLanguage('zh', () => {
      const unread: readonly ShownReading[] = [{ failed }, 'running'];
      for (const reading of unread) chinese(formWith(reading));
      const [only] = choicesOf('failover', [tenant()]);
      const unexplained = { passed: false, items: [], syncScn: null, primaryServiceName: null, readAt: START };
      const readings = { of: () => unexplained, incomplete: () => false, read: () => Promise.resolve(), keep: () => 0 };
      chinese([formWith(unexplained), only && forbidden([only], readings)]);
      const why = whyOf(new Explained(failed));
      chinese([words.flow.tenantUnread(why), words.flow.ocpSilent(why)]);
    });
  });

  it.each(destinations)('a form whose request goes to: $kind', (destination) => {
    inLanguage('zh', () => chinese([formWith('running', destination), targetsRefusal(destination)]));
  });

  it.each(causes)('a doctor who meets $kind everywhere', async (why) => {
    const fail = () => Promise.reject(new Explained(why));
    const asked = { time: fail, tenants: fail, tasks: fail };
    const probe = { address: 'http://ocp', in: () => asked, headroom: () => null };
    const policies = { read: fail, problem: () => null };
    const people = { read: () => Promise.resolve([]), members: fail };
    const clock = manualClock();
    const findings = await examine(
      [
        ...ocpExaminations([probe], clock, 'zh'),
        ...storeExaminations(
          { ping: fail, freeBytes: fail },
          { open: () => Promise.resolve([]), load: () => Promise.resolve([]) },
        ),
        ...policyExaminations({ policies, people, peopleFile: null, codes, directory, clock, stops: stored }),
      ],
      { clock, patienceMs: 1_000 },
    );
    inLanguage('zh', () => chinese(renderDoctor(findings)));
  });

  it('a doctor who finds approvers without codes', () => {
    for (const say of Object.values(catalogues.zh.doctor.code)) chinese({ text: say('规则', '<@U0MEI>'), blocks: [] });
  });

  it('a doctor who finds the policy and the people file broken', async () => {
    const problems = faults.map((fault) => ({ file: 'policy.yaml', line: 1, column: 1, path: '', fault }));
    const policies = { read: () => Promise.resolve(waiting().policy), problem: () => ({ problems }) };
    const people = { read: () => Promise.resolve([]), members: () => Promise.resolve(new Set<string>()) };
    const roster = { version: 'r1', people: [] };
    const peopleFile = { read: () => Promise.resolve(roster), problem: () => ({ problems }) };
    const examinations = policyExaminations({
      policies,
      people,
      peopleFile,
      codes,
      directory,
      clock: manualClock(),
      stops: stored,
    });
    const findings = await examine(examinations, { clock: manualClock(), patienceMs: 9 });
    inLanguage('zh', () => {
      chinese(renderDoctor(findings));
      expect(JSON.stringify(renderDoctor(findings))).toContain('策略文件有误');
    });
  });

  it('every phrase of the catalogue', () => {
    for (const { text } of phrasesOf(catalogues.zh)) expect(englishIn(text, ocpsOwn), text).toEqual([]);
  });
});

const directory = { tenants: () => Promise.resolve([]) };
const codes = { standing: () => Promise.resolve('enrolled' as const) };

class Explained extends ExplainedError {}

function formWith(reading: ShownReading, destination: Destination = { kind: 'channel', id: 'C1' }): unknown {
  const choices = choicesOf('failover', [tenant(), tenant({ tenantId: '2002', tenantName: 'billing' })]);
  const model = {
    kind: 'failover',
    draftId: 'd-1',
    stage: 'ready',
    destination,
    dropped: [],
    serviceNames: new Map(),
    reason: '',
    stopRule: 'go_on',
    stops,
    families: familiesInEveryState(primary, standby, sibling),
    now: START,
    notice: null,
  } as const;
  const [only] = choices;
  return [
    operationForm({ ...model, chosen: choices.map((choice) => ({ choice, reading })) }),
    operationForm({ ...model, chosen: only ? [{ choice: only, reading }] : [] }),
  ];
}
