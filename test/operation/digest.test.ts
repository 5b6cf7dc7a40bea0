import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonical, digestOf, sha256 } from '../../src/operation/digest.ts';
import type { Inspection } from '../../src/operation/inspection.ts';
import type { FailoverTarget } from '../../src/operation/operation.ts';
import {
  blocker,
  failoverOf,
  inspectionOf,
  orders,
  ordersMain,
  readingOf,
  START,
  targetOf,
  warning,
} from '../support/request.ts';

const json = fc.jsonValue({ noUnicodeString: false });

describe('canonical text', () => {
  it('sorts keys at every depth and leaves lists in their order', () => {
    expect(canonical({ b: [{ d: 1, c: 2 }, 3], a: null })).toBe('{"a":null,"b":[{"c":2,"d":1},3]}');
  });

  it('leaves out what is undefined, as a stored event does', () => {
    expect(canonical({ a: undefined, b: 1 })).toBe(canonical({ b: 1 }));
  });

  it('keeps apart what only looks alike', () => {
    const texts = [1, '1', [1], ['1'], { 1: 1 }, null, 'null', false, '', [], {}, [[]], '[]'].map(canonical);
    expect(new Set(texts).size).toBe(texts.length);
  });

  it('is the same before and after the value was stored as JSON, whatever the value', () => {
    fc.assert(
      fc.property(json, (value) => {
        const stored: unknown = JSON.parse(JSON.stringify(value));
        expect(canonical(stored)).toBe(canonical(value));
        expect(JSON.parse(canonical(value))).toEqual(stored);
      }),
      { seed: 1 },
    );
  });

  it('does not depend on the order in which keys were written', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), json), (value) => {
        const turned = Object.fromEntries(Object.entries(value).reverse());
        expect(canonical(turned)).toBe(canonical(value));
      }),
      { seed: 2 },
    );
  });

  it('is hashed with SHA-256 in lower-case hex', () => {
    expect(sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });
});

describe('the digest that an approval is for', () => {
  const subject = {
    operation: failoverOf(),
    inspection: inspectionOf(START, {}, [warning]),
    policyVersion: 'p1',
    question: { round: 1, proposal: null },
  };
  const digest = digestOf(subject);
  const seeing = (inspection: Inspection) => digestOf({ ...subject, inspection });
  const asking = (...targets: readonly FailoverTarget[]) => digestOf({ ...subject, operation: failoverOf(...targets) });
  const reading = readingOf({}, [warning]);

  it('is a SHA-256 of its own', () => {
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each([
    ['the time of reading', inspectionOf(START + 5_000, {}, [warning])],
    ['digits inside a known finding', inspectionOf(START, {}, [{ ...warning, text: 'lag is 4711 ms' }])],
    ['the synchronisation figure', inspectionOf(START, { precheck: { ...reading.precheck, syncScn: '99' } })],
    ['when the precheck was read', inspectionOf(START, { precheck: { ...reading.precheck, readAt: START + 1 } })],
    ['the status of the dead primary', inspectionOf(START, { primaryStatus: 'NORMAL' }, [warning])],
  ])('does not change with %s: such figures move by themselves', (_, inspection) => {
    expect(seeing(inspection)).toBe(digest);
  });

  it('does not change with the order of findings or keys', () => {
    const other = { code: 'A', text: 'b', blocking: false };
    expect(seeing(inspectionOf(START, {}, [warning, other]))).toBe(seeing(inspectionOf(START, {}, [other, warning])));
    const { operation, inspection, policyVersion, question } = subject;
    expect(digestOf({ question, policyVersion, inspection, operation })).toBe(digest);
  });

  it.each([
    ['the role', inspectionOf(START, { role: 'PRIMARY' }, [warning])],
    ['the role no longer told', inspectionOf(START, { role: null }, [warning])],
    ['the primary', inspectionOf(START, { primary: { ...ordersMain, tenantId: '1002' } }, [warning])],
    ["the primary's cluster", inspectionOf(START, { primary: { ...ordersMain, clusterId: '11' } }, [warning])],
    ['no primary any more', inspectionOf(START, { primary: null }, [warning])],
    ['one finding more', inspectionOf(START, {}, [warning, { ...warning, code: 'OBE26108' }])],
    ['one finding less', inspectionOf(START)],
    ['other words of a finding', inspectionOf(START, {}, [{ ...warning, text: 'lag is unknown' }])],
    ['a finding that now blocks', inspectionOf(START, {}, [{ ...warning, blocking: true }])],
    ['a verdict of no', inspectionOf(START, { precheck: { ...reading.precheck, passed: false } })],
    ['another tenant read', inspectionOf(START, { tenantId: '2002' }, [warning])],
    ['no tenant read', { at: START, targets: [] }],
  ])('changes with %s', (_, inspection) => {
    expect(seeing(inspection)).not.toBe(digest);
  });

  it.each([
    ['a service name', targetOf({ serviceName: 'orders_rw' })],
    ['another tenant', targetOf({ tenant: { ...orders, tenantId: '2002' } })],
    ['another cluster', targetOf({ tenant: { ...orders, clusterId: '21' } })],
    ['another primary on the form', targetOf({ primary: null })],
    ['a tenant above the primary', targetOf({ upstreams: [{ ...orders, clusterId: '21' }] })],
  ])('changes with %s in what is asked', (_, target) => {
    expect(asking(target)).not.toBe(digest);
  });

  it('changes with one more target, and with their order', () => {
    const other = targetOf({ tenant: { ...orders, tenantId: '2002' } });
    expect(asking(targetOf(), other)).not.toBe(digest);
    expect(asking(targetOf(), other)).not.toBe(asking(other, targetOf()));
  });

  it('changes with the policy, the round and what is proposed: each question is approved for itself', () => {
    const resend = { kind: 'resend', call: 0, by: 'U1', at: START };
    const others = [
      { ...subject, policyVersion: 'p2' },
      { ...subject, question: { round: 2, proposal: null } },
      { ...subject, question: { round: 1, proposal: resend } },
      { ...subject, question: { round: 1, proposal: { ...resend, call: 1 } } },
      { ...subject, question: { round: 1, proposal: { ...resend, kind: 'remedy' } } },
    ].map(digestOf);
    expect(new Set([digest, ...others]).size).toBe(6);
  });

  it('changes with the role of the standby of a pair', () => {
    const as = (role: 'STANDBY' | 'PRIMARY' | null) =>
      seeing(inspectionOf(START, { standby: { role, status: 'NORMAL' } }, [warning]));
    expect(new Set([digest, as('STANDBY'), as('PRIMARY')]).size).toBe(3);
    expect(as(null)).toBe(digest);
  });

  it('changes with the stop rule: what becomes of the rest was approved as well', () => {
    const { operation } = subject;
    expect(digestOf({ ...subject, operation: { ...operation, stopRule: 'go_on' } })).not.toBe(digest);
  });

  it('has room for a blocking finding too', () => {
    expect(seeing(inspectionOf(START, {}, [blocker]))).not.toBe(seeing(inspectionOf(START)));
  });
});
