import { describe, expect, it } from 'vitest';
import { choicesOf } from '../../../src/operation/choices.ts';
import { renderCard } from '../../../src/slack/card/card.ts';
import { viewOf } from '../../../src/view/request.ts';
import type { StopInForce } from '../../../src/stop/in-force.ts';
import type { Destination } from '../../../src/slack/form/targets/destination.ts';
import { operationForm, reasonForm } from '../../../src/slack/form/view/form.ts';
import { targetsRefusal } from '../../../src/slack/form/view/destination.ts';
import { optionGroups } from '../../../src/slack/form/view/options.ts';
import { fits, renderLines } from '../../../src/slack/thread/thread.ts';
import { inLanguage } from '../../../src/text/words.ts';
import { accept, claimedMany, taskOf, tasksOf, waitingMany } from '../render/many.ts';
import {
  approve,
  blocking,
  claim,
  observe,
  primary,
  type Story,
  START,
  tenant,
  waiting,
  warning,
} from '../render/story.ts';
import { accepted, acceptedView, buttonsOf } from '../render/validate.ts';
import { rankedFamily } from '../../support/candidates.ts';
import { answered } from '../../support/causes.ts';
import { rule } from '../../support/request.ts';

const evil = (at: number) => `${at} ${'<!channel> & <https://x|y> '.repeat(20)}`;
const kinds = ['failover', 'switchover'] as const;

/** As Slack takes it, with no confirm dialog cut short. */
function card(told: Story, plan: boolean): void {
  const { blocks } = accepted(renderCard(viewOf(told.state(), told.now), { plan }));
  for (const { confirm } of buttonsOf(blocks)) expect(confirm?.text.text ?? '').not.toMatch(/…$/);
}

function thread(told: Story): void {
  let rest = told.lines;
  while (rest.length > 0) {
    const count = fits(rest);
    accepted(renderLines(rest.slice(0, count)));
    rest = rest.slice(count);
  }
}

describe.each(kinds)('in Chinese, a %s of fifty with endless names', (kind) => {
  const shape = { kind, count: 50, clusters: 50, name: evil, place: evil };
  const stories: Record<string, () => Story> = {
    waiting: () => waitingMany(shape, { items: [warning], reason: '因'.repeat(3_000) }),
    failed() {
      const told = claimedMany({ ...shape, stopRule: 'go_on' }, { reason: '因'.repeat(3_000) });
      for (let at = 0; at < 50; at += 1) {
        if (at > 0) claim(told, {}, at);
        accept(told, at, tasksOf(told, at, 'R'));
        observe(told, taskOf(told, at, 'SSSF', { status: 'FAILED' }), null, at);
      }
      return told;
    },
    refused() {
      const told = claimedMany(shape);
      for (let call = 0; call < 50; call += 1) {
        if (call > 0) claim(told, {}, call);
        told.tell({ type: 'refuse', call, code: '60008', why: answered(evil(call)), traceId: null });
      }
      return told;
    },
  };

  it.each(Object.entries(stories))('%s: card and thread stay inside every limit', (_, story) => {
    inLanguage('zh', () => {
      const told = story();
      card(told, true);
      card(told, false);
      thread(told);
    });
  });
});

it('in Chinese, the card of one tenant with endless names keeps its dialogs whole', () => {
  inLanguage('zh', () => {
    const target = {
      tenant: { clusterId: '2', tenantId: '2001', tenantName: evil(1), clusterName: evil(2) },
      primary: { ...primary, tenantName: evil(3), clusterName: evil(4) },
      serviceName: evil(5),
    };
    const told = waiting({ target, reason: '因'.repeat(3_000) });
    card(told, true);
    card(claim(approve(told)), true);
  });
});

it('in Chinese, the forms and the list stay inside every limit', () => {
  inLanguage('zh', () => {
    const tenants = Array.from({ length: 250 }, (_, at) =>
      tenant({ tenantId: `${3_000 + at}`, tenantName: evil(at), clusterName: evil(at), clusterId: `${at % 3}` }),
    );
    const choices = choicesOf('failover', tenants);
    for (const { label } of optionGroups(choices, '').option_groups) expect(label.text.length).toBeLessThanOrEqual(75);
    const items = Array.from({ length: 30 }, () => ({ ...blocking, text: '阻'.repeat(1_000) }));
    const blocked = { passed: false, items, syncScn: null, primaryServiceName: 'orders_rw', readAt: START };
    const model = {
      draftId: 'd-1',
      destination: { kind: 'channel', id: 'C1' },
      dropped: choices.slice(50, 60),
      serviceNames: new Map(),
      reason: '因'.repeat(3_000),
      stopRule: 'go_on',
      stops: Array.from({ length: 30 }, (_, at) => ({
        stop: { kind: 'freeze', name: evil(at), until: START },
        scope: { operations: ['failover', 'switchover'], clusters: [evil(at)], tenants: [evil(at)] },
        typed: null,
      })) satisfies readonly StopInForce[],
      notice: '注'.repeat(5_000),
      now: START,
      families: tenants.slice(0, 50).map((one, at) => rankedFamily(one, [...tenants.slice(at + 1, at + 6), one])),
    } as const;
    const chosen = choices.slice(0, 50).map((choice) => ({ choice, reading: blocked }));
    const targets = chosen.map(({ choice }) => choice.target);
    const parts = targets.map((target, at) => ({ rule: { ...rule, name: evil(at) }, targets: [target] }));
    const destinations: readonly Destination[] = [
      { kind: 'open' },
      { kind: 'nowhere' },
      { kind: 'closed', id: 'C1' },
      { kind: 'no_rule', targets },
      { kind: 'several_rules', parts, here: false },
    ];
    for (const kind of kinds) {
      acceptedView(operationForm({ ...model, kind, stage: 'opening', chosen: [] }));
      acceptedView(operationForm({ ...model, kind, stage: 'ready', chosen }));
      for (const destination of destinations) {
        acceptedView(operationForm({ ...model, kind, stage: 'ready', chosen, destination }));
        expect((targetsRefusal(destination) ?? '').length).toBeLessThanOrEqual(600);
      }
      for (const act of ['rejected', 'withdrawn'] as const)
        acceptedView(reasonForm({ requestId: 'r-1', kind, act, tenant: 'orders' }));
    }
  });
});
