/** Each kind of to-do has a place in the order in which people get them: one without a place compiles, and nobody ever sees it. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const [, bodies = '', rest = ''] =
  /interface Bodies \{([^]*?)\n\}([^]*)/.exec(readFileSync('src/request/to-dos/to-dos.ts', 'utf8')) ?? [];
const kinds = [...bodies.matchAll(/^  readonly (\w+):/gm)].map(([, kind]) => kind ?? '');

it('the kinds are found in the source', () => {
  expect(kinds.length).toBeGreaterThan(20);
});

it.each(kinds)('%s', (kind) => {
  expect(rest).toContain(`'${kind}'`);
});
