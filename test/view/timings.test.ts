/** How long a request took, phase by phase. */
import { expect, it } from 'vitest';
import { stretchesOf, timingsOf, unansweredMs } from '../../src/view/timings.ts';
import {
  BOB,
  claimed,
  claimRemedy,
  lost,
  observe,
  propose,
  proven,
  running,
  START,
  task,
  waiting,
} from '../slack/render/story.ts';

it('from the request to the roles read back, by our clock', () => {
  const timings = timingsOf(proven().state());
  // Approved after two minutes, claimed after three seconds, finished after a minute, read back after twelve seconds.
  expect(timings).toMatchObject({
    requestedAt: START,
    approvedAt: START + 120_000,
    claimedAt: START + 123_000,
    endedAt: START + 195_000,
  });
  expect(timings.targets).toMatchObject([
    { claimedAt: START + 123_000, taskAt: START + 123_000, finishedAt: START + 183_000, verifiedAt: START + 195_000 },
  ]);
  expect(stretchesOf(timings)).toEqual({ toApprovalMs: 120_000, toCallMs: 3_000, toEndMs: 72_000, totalMs: 195_000 });
});

it('the approval of a remedy came after the call, and is not taken for its', () => {
  const seen = task('F....', { status: 'FAILED' });
  const told = observe(running(), seen);
  told.now += 600_000;
  claimRemedy(propose(told, 'retry', seen), seen);
  expect(timingsOf(told.state())).toMatchObject({ approvedAt: START + 120_000, claimedAt: START + 123_000 });
});

it('each step as long as it ran, by OCP’s clock', () => {
  const [target] = timingsOf(proven().state()).targets;
  expect(target?.steps).toHaveLength(5);
  expect(target?.steps[1]).toMatchObject({ name: 'Failover to primary tenant', ranMs: 12_000 });
});

it('a step that ran again has no duration: OCP keeps its first start and its last finish', () => {
  const told = observe(running(), task('SSr..', { operation: 'RETRY' }, { 1: 'RETRY' }));
  const steps = timingsOf(told.state()).targets[0]?.steps ?? [];
  expect(steps.map(({ ranMs }) => ranMs)).toEqual([12_000, null, null, null, null]);
  expect(steps[1]?.startedAt).not.toBeNull();
});

it('what has not come to pass has no time', () => {
  expect(timingsOf(waiting().state())).toEqual({
    requestedAt: START,
    approvedAt: null,
    claimedAt: null,
    endedAt: null,
    targets: [],
  });
  const [sent] = timingsOf(claimed().state()).targets;
  expect(sent).toMatchObject({ taskAt: null, finishedAt: null, verifiedAt: null, steps: [] });
});

it('a request that ends without a call has no stretches', () => {
  const told = waiting();
  told.tell({ type: 'reject', person: told.person(BOB), round: told.state().round });
  expect(stretchesOf(timingsOf(told.state()))).toBeNull();
});

it('for how long an answer was missing, from the claim; nothing where each was there', () => {
  expect(unansweredMs(proven().state())).toBeNull();
  const told = lost();
  told.now += 60_000;
  told.tell({ type: 'find', call: 0, tasks: [task('R....')] });
  // A minute until it was lost, and another.
  expect(unansweredMs(told.state())).toBe(120_000);
});

it('a response that was still missing when people closed the request was so to its end', () => {
  const told = lost();
  told.now += 30_000;
  told.tell({ type: 'abandon', person: told.person(BOB), round: told.state().round });
  expect(unansweredMs(told.state())).toBe(90_000);
});
