/** From stored bytes to events: what every version wrote is read, what a newer one added is let through, what is broken stands alone. */
import { describe, expect, it } from 'vitest';
import { verdictOn } from '../../src/cli/verify.ts';
import type { Person } from '../../src/people/person.ts';
import type { RequestEvent } from '../../src/request/events.ts';
import { fold, foldIfKnown, foldKnownPart } from '../../src/request/evolve.ts';
import { brokenAt, chain } from '../../src/request/log/hash-chain.ts';
import { recordText } from '../../src/request/log/record.ts';
import { readRecorded, storedEvent } from '../../src/request/stored/read-event.ts';
import { BrokenEvent } from '../../src/request/stored/unreadable.ts';
import type { StopEvent } from '../../src/stop/events.ts';
import { fold as foldStop } from '../../src/stop/state.ts';
import { everyEvent } from '../support/every-event.ts';
import { approved, inspectionOf, START } from '../support/request.ts';
import { asStored, eventOf, loaded, stopEventOf } from '../support/stored.ts';
import { causes, differences } from '../slack/words/kinds.ts';

const events = everyEvent();
const person: Person = { id: 'U0ANN', standing: 'member', groups: null, readAt: START };
const by = person.id;
const typed = { by, person, reason: null, typedIn: 'C0OPS' };
const stopEvents: { readonly [Type in StopEvent['type']]: Extract<StopEvent, { type: Type }> } = {
  stopped: { type: 'stopped', ...typed },
  stop_added: { type: 'stop_added', ...typed, seenAt: START },
  stop_repeated: { type: 'stop_repeated', ...typed, reason: 'flood' },
  stop_reason_given: { type: 'stop_reason_given', by, reason: 'flood' },
  resume_proposed: {
    type: 'resume_proposed',
    ...{ by, person, round: 1, digest: 'd', policyVersion: 'p1', channel: 'C0OPS', expiresAt: START },
  },
  resume_card_posted: { type: 'resume_card_posted', round: 1, channel: 'C0OPS', ts: '1.2' },
  resume_code_asked: { type: 'resume_code_asked', by, round: 1, digest: 'd', person },
  resume_code_refused: { type: 'resume_code_refused', by, round: 1, why: 'used', until: null },
  resume_approved: {
    type: 'resume_approved',
    ...{ by, person, proposer: person, round: 1, digest: 'd', policyVersion: 'p1', code: { step: 1, at: START } },
  },
  resume_closed: { type: 'resume_closed', round: 1, why: 'overtaken', by: null },
  resumed: { type: 'resumed', by, approvedBy: 'U0BEN' },
  stop_attempt_refused: { type: 'stop_attempt_refused', by, act: 'stop', code: 'not_a_stopper', person },
};

describe('an event', () => {
  it.each(events)('$type is read as it was written', (event) => {
    expect(eventOf(JSON.stringify(event))).toEqual(event);
  });

  it.each(Object.values(stopEvents))('$type of the stop is read as it was written', (event) => {
    expect(stopEventOf(JSON.stringify(event))).toEqual(event);
  });

  it.each(causes)('that failed because of $kind is read as it was written', (why) => {
    const event: RequestEvent = { type: 'held_up', code: 'x', why };
    expect(eventOf(JSON.stringify(event))).toEqual(event);
  });

  it.each(differences.filter((one) => !JSON.stringify(one).includes('not told')))(
    'of a question that came back for $kind is read as it was written',
    (difference) => {
      const { rule, expiresAt } = approved().state();
      const { joins: _, ...own } = rule;
      const event: RequestEvent = {
        type: 'returned',
        ...{ differences: [difference], inspection: inspectionOf(START), rule: own, policyVersion: 'p2', expiresAt },
      };
      expect(eventOf(JSON.stringify(event))).toEqual(event);
    },
  );
});

/** As a newer version might write it: one more field in every object. */
function grown(event: object): string {
  return JSON.stringify(event, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value, newer: 1 } : value,
  );
}

describe('a field that this version does not know', () => {
  it.each(events)('is let through, wherever it stands in $type', (event) => {
    const text = grown(event);
    expect(eventOf(text)).toEqual(JSON.parse(text));
  });

  it('changes neither the state nor the hash, and is in the exported record', () => {
    const life = approved();
    const stored = chain(
      'r-1',
      null,
      life.log.map(({ event }) => storedEvent(grown(event))),
      START,
    );
    expect(brokenAt(stored)).toBeNull();
    expect(fold(stored.map(readRecorded))).toMatchObject({ phase: 'approved', approvals: [{ by: 'U0BEN' }] });
    expect(recordText(stored)).toContain('"newer":1');
    expect(verdictOn(recordText(stored)).exitCode).toBe(0);
  });
});

const steps = { call: 0, taskId: 't1', remedy: { kind: 'retry' } };
const { rule: terms, expiresAt } = approved().state();
const standbys = { kind: 'check_standbys', id: 'check_standbys' };

describe('a former shape', () => {
  it.each<readonly [string, object, object]>([
    ['a request without a language', { ...approved().log[0]?.event, language: undefined }, { language: 'en' }],
    [
      'a failure in English',
      { type: 'held_up', code: 'x', message: 'No.' },
      { why: { kind: 'text', text: 'No.', code: 'x' } },
    ],
    [
      'a doubt in English',
      { type: 'call_unknown', call: 0, doubt: 'restarted', message: 'No.' },
      { why: { kind: 'text', text: 'No.', code: null } },
    ],
    ['a failure without a text', { type: 'remedy_unknown', doubt: 'restarted', message: '' }, { why: null }],
    ['a remedy without its task', { type: 'remedy_claimed', ...steps, digest: 'd', people: [] }, { task: null }],
    [
      'a role in English',
      {
        type: 'targets_left_out',
        call: 0,
        differences: [{ kind: 'role_changed', tenantId: '1', from: 'not told', to: 'PRIMARY' }],
      },
      { differences: [{ kind: 'role_changed', tenantId: '1', from: null, to: 'PRIMARY' }] },
    ],
    [
      'a to-do about standbys that names none',
      { type: 'todos_listed', items: [{ id: 'a', todos: [standbys] }], family: null, isSettled: true },
      { items: [{ id: 'a', todos: [{ ...standbys, tenants: [] }] }] },
    ],
  ])('is brought up: %s', (_, former, today) => {
    expect(eventOf(JSON.stringify(former))).toMatchObject(today);
  });

  it.each<readonly [string, object]>([
    [
      'a proposal without steps, of whose digest they are no part',
      { type: 'remedy_proposed', ...steps, by, rule: terms, policyVersion: 'p1', expiresAt },
    ],
    [
      'a role that is "not told", which null would say less of',
      { type: 'role_doubted', call: 0, tenantId: '1', roles: [{ tenantId: '1', role: 'not told' }], readAt: 1 },
    ],
    ['a rejection by nobody who was read', { type: 'rejected', by, round: 1 }],
    ['a reading without candidates', { type: 'inspected', inspection: inspectionOf(START) }],
  ])('stays where it has a meaning of its own: %s', (_, former) => {
    expect(eventOf(JSON.stringify(former))).toEqual(former);
  });

  it('is brought up for the state alone: hashes, verify and export are of what is stored', () => {
    const former = storedEvent('{"type":"held_up","code":"x","message":"No."}');
    const { log } = approved();
    const stored = [...asStored(log), ...chain('r-1', log.at(-1) ?? null, [former], START)];
    expect(fold(stored.map(readRecorded))?.heldUp?.why).toEqual({ kind: 'text', text: 'No.', code: 'x' });
    expect(brokenAt(stored)).toBeNull();
    expect(recordText(stored)).toContain('"message":"No."');
    expect(recordText(stored)).not.toContain('"why"');
    expect(verdictOn(recordText(stored)).exitCode).toBe(0);
  });
});

describe('an event of a known type that is not built like one', () => {
  const fields = events.flatMap((event) => Object.keys(event).map((field) => ({ type: event.type, field, event })));
  const wrong = fields.filter(({ field }) => field !== 'type');

  it.each(wrong)('is broken, and nothing of it is used: $type with a wrong $field', ({ event, field }) => {
    const read = eventOf(JSON.stringify({ ...event, [field]: { wrong: true } }));
    expect(read).toBeInstanceOf(BrokenEvent);
    expect(events.map(({ type }) => type)).not.toContain(read.type);
  });

  it.each([
    ['{"type":"approved","by":7}', /approved, invalid_type at by/],
    ['{"type":"approved', /unreadable/],
    ['[1]', /unreadable/],
  ])('is an error that names request and event, for that request alone: %s', (text, said) => {
    const { log } = approved();
    const more = chain('r-1', log.at(-1) ?? null, [storedEvent(text)], START);
    const all = [...loaded(log), ...more.map(readRecorded)];
    expect(() => fold(all)).toThrow(said);
    expect(() => fold(all)).toThrow(/Event 4 of request r-1 .*left alone/);
    expect(foldIfKnown(all)).toBeNull();
    expect(foldKnownPart(all)).toEqual({ state: fold(log), isWhole: false });
    expect(foldIfKnown(loaded(chain('r-2', null, [{ type: 'requested', by: 7 }], START)))).toBeNull();
  });

  it('has a code of its own, in a request and in the stop', () => {
    const broken = loaded(chain('r-2', null, [{ type: 'requested', by: 7 }], START));
    expect(() => fold(broken)).toThrow(expect.objectContaining({ code: 'broken_event' }));
    const stop = chain('stop', null, [stopEventOf('{"type":"stopped"}')], START);
    expect(() => foldStop(stop)).toThrow(expect.objectContaining({ code: 'broken_event' }));
  });

  it('is in the exported record as it stands, and the chain holds', () => {
    const stored = chain('r-2', null, [storedEvent('{"type":"task_changed","task":7}')], START);
    expect(recordText(stored)).toContain('{"type":"task_changed","task":7}');
    expect(verdictOn(recordText(stored)).exitCode).toBe(0);
  });
});
