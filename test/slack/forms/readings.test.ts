/** Which questions an open form puts to OCP. */
import { afterEach, describe, expect, it } from 'vitest';
import { choicesOf } from '../../../src/operation/choices.ts';
import { createReadings } from '../../../src/slack/form/readings.ts';
import { closeAll, connect, ok, serve } from '../../ocp/server.ts';
import { manualClock } from '../../support/clock.ts';
import { tenant } from '../render/story.ts';

afterEach(closeAll);

const named = (id: string, clusterId = '20') => tenant({ tenantId: id, tenantName: `t${id}`, clusterId });
const check = (tenantId: number) => ({ tenantId, clusterId: 20, valid: true, checkResults: [] });
const standby = (id: number) => ({ id, name: `t${id}`, clusterId: 20, role: 'STANDBY' });

/** An OCP with three standbys, whose batch answer holds only these tenants; a `null` in place of them makes every precheck fail. */
async function form(batch: readonly number[] | null) {
  const clock = manualClock();
  const server = await serve(({ url }, response) => {
    if (!url.endsWith('failoverPreCheck')) return ok(response, { contents: [1, 2, 3].map(standby) });
    if (batch && !url.endsWith('/tenants/failoverPreCheck')) return ok(response, check(1));
    if (batch) return ok(response, { contents: batch.map(check) });
    response.writeHead(500).end();
  });
  const prechecks = () => server.seen.filter(({ url }) => url.endsWith('failoverPreCheck'));
  const asked = () => prechecks().map(({ url }) => url.replace('/api/v2/ob/clusters/', ''));
  return { clock, asked, readings: createReadings(connect([server.url]), clock) };
}

const one = choicesOf('failover', [named('1')]);
const two = choicesOf('failover', [named('1'), named('2')]);
const three = choicesOf('failover', [named('1'), named('2'), named('3')]);

describe('the prechecks of a form', () => {
  it('are asked for once, however many wait for the answer', async () => {
    const { readings, asked } = await form([1, 2, 3]);
    await Promise.all([readings.read(three), readings.read(three), readings.read(three)]);
    expect(asked()).toHaveLength(1);
  });

  it('are read again when they are older than a minute, and what was read is shown until then', async () => {
    const { readings, asked, clock } = await form([1, 2, 3]);
    await readings.read(one);
    clock.advance(60_001);
    expect(readings.incomplete(one)).toBe(true);
    expect(readings.of('20:1')).toMatchObject({ passed: true });
    await readings.read(one);
    expect(asked()).toHaveLength(2);
  });

  it('are read again for a tenant that was taken out and chosen again', async () => {
    const { readings, asked } = await form([1, 2, 3]);
    readings.keep(['20:1', '20:2']);
    await readings.read(two);
    readings.keep(['20:1']);
    expect(readings.of('20:2')).toBeNull();
    expect(readings.of('20:1')).not.toBeNull();
    await readings.read(two);
    expect(asked()).toHaveLength(2);
  });

  it('that fail are told as failed, and asked for again', async () => {
    const { readings, asked } = await form(null);
    await readings.read(two);
    expect(readings.of('20:1')).toHaveProperty('failed');
    await readings.read(two);
    expect(asked().length).toBeGreaterThan(1);
  });
});
