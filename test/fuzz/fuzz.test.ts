/** Some thousands of hostile requests, the same ones every time; `npm run fuzz` sends as many as one likes. */
import { describe, expect, it } from 'vitest';
import { faultsOf, fuzz } from './fuzz.ts';

describe('hostile requests, signed by Slack’s secret and not', () => {
  it('leave the process up, its memory flat and its store as it was, and are answered in time', async () => {
    const report = await fuzz({ count: 4_000, seed: 20_261_122 });
    expect(faultsOf(report)).toEqual([]);
    expect(report.rssAfter - report.rssBefore).toBeLessThan(80 * 1_048_576);
    // It was hostile, and some of it got as far as a listener.
    for (const status of ['200', '400', '401', '413', '500']) expect(report.statuses[status]).toBeGreaterThan(0);
  });
});
