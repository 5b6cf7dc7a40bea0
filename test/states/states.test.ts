import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { documentOf, exploredStates, kinds, type States, statesIn } from './document.ts';

const page = readFileSync(new URL('../../docs/states.md', import.meta.url), 'utf8');
let states: States;
beforeAll(() => {
  states = exploredStates();
}, 400_000);

describe('docs/states.md', () => {
  it('is what the decisions do today; `npm run states` writes it anew', () => {
    expect(page).toBe(documentOf(states));
  });

  it('can be read back', () => {
    const read = statesIn(page);
    expect(read.decisions).toEqual(states.decisions);
    for (const kind of kinds) {
      const moves = [...states[kind]].filter(([way]) => new Set(way.split(' -> ')).size > 1);
      expect(new Map(read[kind])).toEqual(new Map(moves));
    }
  });
});

describe('what the exploration found', () => {
  const leaving = (from: string) => [...states.phases.keys()].filter((way) => way.startsWith(`${from} -> `));

  it('no way leads out of the end', () => {
    expect(leaving('ended')).toEqual(['ended -> ended']);
    expect([...(states.phases.get('ended -> ended') ?? [])].toSorted()).toEqual([
      ...['close_todos', 'give_reason', 'list_todos', 'read_roles', 'remind_todos', 'tick_todo', 'untick_todo'],
    ]);
  });

  it('only a claim leads a call to OCP, and only from waiting', () => {
    const claimed = [...states.calls].filter(([way]) => way.endsWith('-> claimed'));
    expect(claimed).toEqual([['waiting -> claimed', new Set(['call_claimed'])]]);
  });

  it('an answered call is never claimed again', () => {
    for (const end of ['accepted', 'refused', 'stopped'])
      expect([...states.calls.keys()].filter((way) => way.startsWith(`${end} ->`))).toEqual([]);
  });

  it('only a claim leads a remedy to OCP', () => {
    for (const [way, by] of states.remedies)
      if (way.endsWith('-> claimed')) expect([...by]).toEqual(['remedy_claimed']);
  });
});
