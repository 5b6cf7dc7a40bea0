/** The machine's own clock against Slack's: told at the start, in /readyz, in the log, by doctor, and in metrics. */
import { afterEach, describe, expect, it } from 'vitest';
import { createClockSkew } from '../src/lib/clock-skew.ts';
import { manualClock } from './support/clock.ts';
import { type Driven, logOf, privately, hears, startDriven } from './support/driven.ts';
import { channels, people } from './support/world.ts';

const MINUTE = 60_000;

describe('what is certain of the difference', () => {
  const skewOf = (dated: number, sentAt: number, tookMs = 0) => {
    const clock = manualClock(sentAt + tookMs);
    const heard: unknown[] = [];
    const skew = createClockSkew(clock, (event, fields) => heard.push([event, fields]));
    skew.note(new Date(dated).toUTCString(), sentAt);
    return { ms: skew.read(), heard };
  };
  const noon = Date.UTC(2026, 10, 22, 12);

  it('is nothing when the answer was dated while it was on its way', () => {
    for (const dated of [noon - 999, noon, noon + 5_000]) expect(skewOf(dated, noon, 5_000).ms).toBe(0);
  });

  it('is what lies outside of question and answer', () => {
    expect(skewOf(noon + 4 * MINUTE, noon, 2_000).ms).toBe(-4 * MINUTE + 2_000);
    expect(skewOf(noon - 4 * MINUTE, noon, 2_000).ms).toBe(4 * MINUTE - 1_000);
  });

  it('is said from half a minute on, once', () => {
    expect(skewOf(noon + 29_000, noon).heard).toEqual([]);
    expect(skewOf(noon + 30_000, noon).heard).toEqual([['clock_off', { system: 'slack', seconds: -30 }]]);
  });

  it('is not known of an answer without a date', () => {
    const skew = createClockSkew(manualClock(noon), () => undefined);
    skew.note(null, noon);
    skew.note('soon', noon);
    expect(skew.read()).toBeNull();
  });
});

describe('a machine whose clock is four minutes behind', () => {
  let world: Driven;
  afterEach(() => world.close());

  async function start(aheadMs: number): Promise<void> {
    const clock = manualClock(Math.floor(Date.now() / 1_000) * 1_000);
    const botClock = { ...clock, now: () => clock.now() + aheadMs };
    world = await startDriven({ clock, botClock });
    await world.tick();
  }
  const get = async (path: string) => (await fetch(`http://127.0.0.1:${world.bot().port}${path}`)).text();

  it('is told in the log and in /readyz, and the requests that it refuses are counted', async () => {
    await start(-4 * MINUTE);
    expect(logOf(world).filter(({ event }) => event === 'clock_off')).toEqual([
      expect.objectContaining({ level: 'error', seconds: -240 }),
    ]);
    expect(await get('/readyz')).toContain("this machine's clock is 240 s behind Slack's: set it by NTP");
    expect((await world.slack.as(people.mei).slash('/failover', 'status', channels.incident)).ok).toBe(false);
    const metrics = await get('/metrics');
    expect(metrics).toContain('twokey_slack_requests_refused_total{why="too_old_or_ahead"} 1');
    expect(metrics).toContain('twokey_slack_requests_refused_total{why="wrong_signature"} 0');
    expect(metrics).toContain('twokey_slack_clock_seconds -240');
  });

  it('is named by doctor while clicks still get through', async () => {
    await start(4 * MINUTE);
    await world.slack.as(people.mei).slash('/failover', 'doctor', channels.incident);
    await hears(world, people.mei, "ahead of Slack's");
    expect(privately(world, people.mei)).toContain('Set it by NTP');
  });

  it('is said to be right again', async () => {
    const clock = manualClock(Math.floor(Date.now() / 1_000) * 1_000);
    let ahead = -4 * MINUTE;
    world = await startDriven({ clock, botClock: { ...clock, now: () => clock.now() + ahead } });
    await world.tick();
    ahead = 0;
    await world.pass(20_000, 5_000);
    expect(logOf(world).filter(({ event }) => event === 'clock_right')).toHaveLength(1);
  });
});
