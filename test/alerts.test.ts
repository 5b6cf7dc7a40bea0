/** docs/alerts.yaml asks for what `/metrics` really tells. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { createMetrics } from '../src/metrics/metrics.ts';
import { manualClock } from './support/clock.ts';

const file = z.strictObject({
  groups: z.array(
    z.strictObject({
      name: z.string(),
      rules: z.array(
        z.strictObject({
          alert: z.string().regex(/^Twokey[A-Z]\w+$/),
          expr: z.string(),
          for: z.string().optional(),
          labels: z.strictObject({ severity: z.enum(['page', 'warning']) }),
          annotations: z.strictObject({ summary: z.string() }),
        }),
      ),
    }),
  ),
});

async function told(): Promise<string> {
  const none = { count: 0, since: null };
  const { text } = await createMetrics(manualClock(), { process: false }).read({
    figures: () => Promise.resolve({ phases: [], clicks: none, untold: none }),
    standing: () => ({ role: 'leader', epoch: 1, leader: null, replicas: 1, ageMs: 0 }),
    policyRefused: () => false,
    peopleFileRefused: () => false,
    waiting: () => Promise.resolve([]),
    up: () => ({ ocp: null, slack: null }),
    sockets: () => null,
    ocp: () => ({ look: null, shutUntil: null, rejected: 0 }),
  });
  return text;
}

const rules = file
  .parse(parse(readFileSync(new URL('../docs/alerts.yaml', import.meta.url), 'utf8')))
  .groups.flatMap((group) => group.rules);

it.each(rules.map(({ alert, expr }) => [alert, expr]))('%s asks for metrics that exist', async (_alert, expr) => {
  const text = await told();
  const names = expr.match(/\btwokey_\w+/g) ?? [];
  const known = names.map((name) => text.includes(`# TYPE ${name} `));
  expect(known).toEqual(names.map(() => true));
  expect(names.length > 0 || expr.includes('up{job="twokey"}')).toBe(true);
});

it('every label value that an alert asks for is one that the bot uses', () => {
  const sources = [
    'src/request/events.ts',
    'src/cause.ts',
    'src/slack/web.ts',
    'src/ocp/http.ts',
    'src/metrics/metrics.ts',
    'src/metrics/labels.ts',
    'src/request/needs-people.ts',
  ];
  const code = sources.map((path) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')).join('\n');
  const values = rules.flatMap(({ expr }) => [...expr.matchAll(/(?:type|outcome|phase)=~?"([^"]+)"/g)]);
  const asked = values.flatMap(([, value]) => (value ?? '').split('|'));
  expect(asked.length).toBeGreaterThan(5);
  expect(asked.filter((value) => !code.includes(`'${value}'`))).toEqual([]);
});
