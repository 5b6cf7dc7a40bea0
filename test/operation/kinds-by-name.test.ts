/** What an edge does by kind is a table over all kinds, so that the compiler names what a new one lacks: test/contributing.test.ts. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const root = new URL('../../src/', import.meta.url);

/** The simulated OCP is none of ours: it has its own kinds of tasks. */
const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !/^(sandbox|simulators)\//.test(file))
  .map((file) => ({ file, source: readFileSync(new URL(file, root), 'utf8') }));

it('nothing asks for one kind by its name, or guesses it by the fields of a target', () => {
  const guess = /[!=]== '(failover|switchover)'|'(failover|switchover)' [!=]==|'(standby|primary|serviceName)' in /;
  expect(sources.filter(({ source }) => guess.test(source)).map(({ file }) => file)).toEqual([]);
});
