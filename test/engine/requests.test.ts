import { alone } from '../support/family.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRequests, type Requests } from '../../src/engine/requests.ts';
import type { Command } from '../../src/request/commands.ts';
import type { Recorded } from '../../src/request/events.ts';
import { brokenAt } from '../../src/request/log/hash-chain.ts';
import type { Phase } from '../../src/request/state.ts';
import type { Store } from '../../src/store/store.ts';
import { manualClock } from '../support/clock.ts';
import { type TestDatabase, usualDatabase } from '../support/database.ts';
import {
  ANN,
  ASKER,
  BEN,
  EVE,
  inspectionOf,
  memberAt,
  MINUTE,
  newLife,
  policyOf,
  requestCommand,
  START,
  taskOf,
  unheld,
} from '../support/request.ts';
import { answered } from '../support/causes.ts';

let dir: string;
let database: TestDatabase;
let store: Store;
let clock: ReturnType<typeof manualClock>;
let lines: { event: string; fields: Readonly<Record<string, unknown>> }[];
let told: number;
/** Runs once, between the next reading of the log and the append that follows it. */
let meanwhile: (() => Promise<void>) | null;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'twokey-requests-'));
  database = await usualDatabase(dir);
  store = await database.open();
  clock = manualClock(START);
  lines = [];
  told = 0;
  meanwhile = null;
});

afterEach(async () => {
  await store.close();
  await database.drop();
  rmSync(dir, { recursive: true, force: true });
});

/** One of several writers on the same store. */
function writer(): Requests {
  const log = {
    load: (id: string) => store.log.load(id),
    async append(
      expected: number,
      events: readonly Recorded[],
      phase: Phase,
      known?: Parameters<typeof store.log.append>[3],
    ) {
      const between = meanwhile;
      meanwhile = null;
      await between?.();
      return store.log.append(expected, events, phase, known);
    },
  };
  const business = (event: string, fields: Readonly<Record<string, unknown>>) => void lines.push({ event, fields });
  return createRequests({ log, clock, business, changed: () => void (told += 1) });
}

const person = (id: string) => memberAt(clock.now(), id);
const click = (type: 'approve' | 'reject' | 'withdraw', id: string, round = 1): Command => ({
  type,
  person: person(id),
  round,
  audience: 'own',
  ...unheld,
});
const request = (change: Parameters<typeof requestCommand>[1] = {}) => requestCommand(newLife(), change);

async function waiting(approvals = 1): Promise<Requests> {
  const requests = writer();
  await requests.execute('r-1', request({ policy: policyOf({ approvals }) }));
  await requests.execute('r-1', { type: 'inspect', family: alone, inspection: inspectionOf(START) });
  return requests;
}

async function approved(): Promise<Requests> {
  const requests = await waiting();
  await requests.execute('r-1', click('approve', BEN));
  return requests;
}

function claim(): Command {
  return {
    type: 'claim',
    family: alone,
    audience: 'own',
    ...unheld,
    call: 0,
    inspection: inspectionOf(clock.now()),
    policy: policyOf(),
    people: [person(ASKER), person(BEN)],
    baseline: [],
    ocpTime: clock.now(),
  };
}

const types = async (id = 'r-1') => (await store.log.load(id)).map(({ event }) => event.type);

describe('a command', () => {
  it('is durable when it resolves: state, history and store tell the same', async () => {
    const requests = await approved();
    const { state, decision } = await requests.execute('r-1', claim());
    expect(decision.events.map(({ type }) => type)).toEqual(['call_claimed']);
    expect(await requests.load('r-1')).toEqual(state);
    expect(await requests.history('r-1')).toEqual(await store.log.load('r-1'));
    expect(await types()).toEqual(['requested', 'inspected', 'approved', 'call_claimed']);
    expect(brokenAt(await store.log.load('r-1'))).toBeNull();
    expect(await store.log.open()).toEqual([{ id: 'r-1', version: 4 }]);
  });

  it('that is refused writes nothing, and tells nobody', async () => {
    const requests = await waiting();
    const before = told;
    const { state, decision } = await requests.execute('r-1', click('approve', ANN, 7));
    expect(decision.refusal).toEqual({ code: 'card_changed' });
    expect(state?.version).toBe(2);
    expect(told).toBe(before);
    expect(await types()).toHaveLength(2);
  });

  it('that puts an attempt on record is refused all the same', async () => {
    const requests = await waiting();
    const { decision } = await requests.execute('r-1', click('approve', ASKER));
    expect(decision.refusal).toEqual({ code: 'own_request' });
    expect(await types()).toEqual(['requested', 'inspected', 'attempt_refused']);
  });

  it('on a request that is not there is refused', async () => {
    const { state, decision } = await writer().execute('r-9', { type: 'expire' });
    expect([state, decision.refusal]).toEqual([null, { code: 'no_such_request' }]);
    expect(await writer().load('r-9')).toBeNull();
  });

  it('ends a request for the store too', async () => {
    const requests = await waiting();
    await requests.execute('r-1', click('reject', BEN));
    expect(await store.log.open()).toEqual([]);
    expect((await requests.load('r-1'))?.outcome).toBe('rejected');
  });

  it('rejects when the store fails, and then nothing has happened', async () => {
    const requests = await waiting();
    const before = lines.length;
    meanwhile = () => Promise.reject(new Error('disk full'));
    await expect(requests.execute('r-1', click('approve', BEN))).rejects.toThrow('disk full');
    expect(await types()).toHaveLength(2);
    expect(lines).toHaveLength(before);
    expect((await requests.execute('r-1', click('approve', BEN))).decision.refusal).toBeNull();
  });
});

describe('somebody else appends in between', () => {
  it('two approvers at once: one approves, the other is told that it is approved already', async () => {
    const first = await waiting();
    const second = writer();
    meanwhile = async () => void (await second.execute('r-1', click('approve', BEN)));
    const { decision, state } = await first.execute('r-1', click('approve', ANN));
    expect(decision).toEqual({ events: [], refusal: { code: 'already_approved' } });
    expect(state?.approvals.map(({ by }) => by)).toEqual([BEN]);
    expect(await types()).toEqual(['requested', 'inspected', 'approved']);
  });

  it('where two must agree, both count: the loser decides again and completes the number', async () => {
    const first = await waiting(2);
    const second = writer();
    meanwhile = async () => void (await second.execute('r-1', click('approve', BEN)));
    const { state } = await first.execute('r-1', click('approve', ANN));
    expect(state).toMatchObject({ phase: 'approved', startBy: START + 5 * MINUTE });
    expect(state?.approvals.map(({ by }) => by)).toEqual([BEN, ANN]);
  });

  it('one person twice at once counts once', async () => {
    const first = await waiting(2);
    meanwhile = async () => void (await writer().execute('r-1', click('approve', BEN)));
    const { decision } = await first.execute('r-1', click('approve', BEN));
    expect(decision.refusal).toEqual({ code: 'already_approved_by_you' });
  });

  it('a "no" against the claim: whoever is first wins, and the claim is not made', async () => {
    const engine = await approved();
    meanwhile = async () => void (await writer().execute('r-1', click('reject', ANN)));
    const { decision } = await engine.execute('r-1', claim());
    expect(decision).toEqual({ events: [], refusal: { code: 'already_ended' } });
    expect(await types()).not.toContain('call_claimed');
  });

  it('the claim against a "no": it comes too late and says so', async () => {
    const people = await approved();
    meanwhile = async () => void (await writer().execute('r-1', claim()));
    const { decision } = await people.execute('r-1', click('reject', ANN));
    expect(decision).toMatchObject({ events: [{ type: 'attempt_refused' }], refusal: { code: 'already_sent' } });
    expect((await types()).slice(-2)).toEqual(['call_claimed', 'attempt_refused']);
  });

  it('two engines at once: one claims, the other sends nothing', async () => {
    const first = await approved();
    let won: readonly string[] = [];
    meanwhile = async () => {
      won = (await writer().execute('r-1', claim())).decision.events.map(({ type }) => type);
    };
    const { decision } = await first.execute('r-1', claim());
    expect(won).toEqual(['call_claimed']);
    expect(decision).toEqual({ events: [], refusal: { code: 'not_now' } });
    expect((await types()).filter((type) => type === 'call_claimed')).toHaveLength(1);
  });

  it('an approval against the expiry: time is read again as well', async () => {
    const requests = await waiting();
    const late = click('approve', BEN);
    meanwhile = async () => {
      clock.advance(30 * MINUTE);
      await writer().execute('r-1', { type: 'expire' });
    };
    const { decision } = await requests.execute('r-1', late);
    expect(decision.refusal).toEqual({ code: 'already_ended' });
  });

  it('the same request written twice at once exists once', async () => {
    const requests = writer();
    meanwhile = async () => void (await writer().execute('r-1', request()));
    const { decision } = await requests.execute('r-1', request());
    expect(decision.refusal).toEqual({ code: 'not_now' });
    expect(await types()).toEqual(['requested']);
  });

  it('twenty people at once: each is told the truth, and the chain is whole', async () => {
    await waiting(2);
    const crowd = Array.from({ length: 20 }, (_, at) => [ANN, BEN, ASKER, EVE][at % 4] ?? EVE);
    const answers = await Promise.all(crowd.map((id) => writer().execute('r-1', click('approve', id))));
    const said = answers.map(({ decision }) => decision.refusal?.code ?? 'approved');
    expect(said.filter((code) => code === 'approved')).toHaveLength(2);
    expect(said.filter((_, at) => at % 4 === 2)).toEqual(Array.from({ length: 5 }, () => 'own_request'));
    expect(said.filter((_, at) => at % 4 === 3)).toEqual(Array.from({ length: 5 }, () => 'not_an_approver'));
    const log = await store.log.load('r-1');
    expect(log.map(({ version }) => version)).toEqual(log.map((_, at) => at + 1));
    expect(brokenAt(log)).toBeNull();
  });
});

describe('the business log', () => {
  const SECRET = 'the reason is nobody’s business';

  it('has one line for each event, with request and version, and never a reason or an OCP message', async () => {
    const requests = writer();
    await requests.execute('r-1', request({ reason: SECRET }));
    await requests.execute('r-1', { type: 'inspect', family: alone, inspection: inspectionOf(START) });
    await requests.execute('r-1', click('approve', EVE));
    await requests.execute('r-1', click('approve', BEN));
    await requests.execute('r-1', claim());
    await requests.execute('r-1', { type: 'not_sent', call: 0, code: 'ocp_unreachable', why: answered(SECRET) });
    await requests.execute('r-1', claim());
    await requests.execute('r-1', { type: 'accept', call: 0, tasks: [taskOf('r.', 'RUNNING')], traceId: null });
    const log = { subtaskId: '2', lines: [SECRET] };
    await requests.execute('r-1', { type: 'observe', call: 0, task: taskOf('SF', 'FAILED'), log });
    await requests.execute('r-1', { type: 'abandon', person: person(BEN), round: 1 });
    await requests.execute('r-1', { type: 'give_reason', by: BEN, reason: SECRET });

    const stored = await store.log.load('r-1');
    expect(lines.map(({ event }) => event)).toEqual(stored.map(({ event }) => event.type));
    expect(lines.map(({ fields }) => [fields['request'], fields['version']])).toEqual(
      stored.map(({ version }) => ['r-1', version]),
    );
    expect(JSON.stringify(lines)).not.toContain(SECRET);
    expect(lines.find(({ event }) => event === 'attempt_refused')?.fields).toMatchObject({
      by: EVE,
      code: 'not_an_approver',
    });
    expect(lines.find(({ event }) => event === 'task_changed')?.fields).toMatchObject({
      task: '900',
      changes: ['step 1: SUCCESSFUL', 'step 2: FAILED'],
    });
    expect(lines.find(({ event }) => event === 'ended')?.fields).toMatchObject({ outcome: 'abandoned' });
  });

  it('has no line for what lost the race', async () => {
    const engine = await approved();
    const before = lines.length;
    meanwhile = async () => void (await writer().execute('r-1', click('reject', ANN)));
    await engine.execute('r-1', claim());
    expect(lines.slice(before).map(({ event }) => event)).toEqual(['rejected', 'ended']);
  });
});
