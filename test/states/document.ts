/** docs/states.md: what the exploration found, for people to read and for the random lives to be held against. */
import type { Phase, RequestState } from '../../src/request/state.ts';
import { explore, type Passage, type Step } from './explore.ts';

/** Ways from one state to another, each with what leads there. */
export type Ways = ReadonlyMap<string, ReadonlySet<string>>;

export interface States {
  /** `command: events: phase -> phase`, the way through every phase; repeated events are named once. */
  readonly decisions: ReadonlySet<string>;
  /** `from -> to` of the phase, by command; of everything else, by event. */
  readonly phases: Ways;
  readonly calls: Ways;
  readonly proposals: Ways;
  readonly remedies: Ways;
}

export const kinds = ['phases', 'calls', 'proposals', 'remedies'] as const;

/** What one passage adds: the same for the exploration and for a random life. */
export function waysOf({ command, steps }: Passage): {
  readonly decision: string;
  readonly ways: Readonly<Record<(typeof kinds)[number], readonly { way: string; by: string }[]>>;
} {
  const first = steps[0]?.before ?? null;
  const last = steps.at(-1)?.after ?? null;
  // It goes with a question and moves nothing: said once on the page, not at each of them.
  const told = steps.map(({ event }) => event.type).filter((type) => type !== 'terms_joined');
  const events = told.filter((type, at, all) => type !== all[at - 1]);
  const way = `${phaseOf(first)} -> ${phaseOf(last)}`;
  return {
    decision: `${command}: ${events.join(', ')}: ${way}`,
    ways: {
      phases: [{ way, by: command }],
      calls: steps.flatMap(callWays),
      proposals: steps.flatMap((step) => moved(step, (state) => state.proposal?.kind ?? 'none')),
      remedies: steps.flatMap((step) => moved(step, (state) => state.remedy?.status ?? 'none')),
    },
  };
}

export function exploredStates(): States {
  const decisions = new Set<string>();
  const found = {
    phases: new Map(),
    calls: new Map(),
    proposals: new Map(),
    remedies: new Map(),
  } as const satisfies Record<(typeof kinds)[number], Map<string, Set<string>>>;
  explore((passage) => {
    const { decision, ways } = waysOf(passage);
    decisions.add(decision);
    for (const kind of kinds) for (const { way, by } of ways[kind]) add(found[kind], way, by);
  });
  return { decisions, ...found };
}

function phaseOf(state: RequestState | null): Phase | 'none' {
  return state?.phase ?? 'none';
}

function callWays({ event, before, after }: Step): { way: string; by: string }[] {
  return after.calls.flatMap(({ status }, at) => {
    const was = before?.calls[at]?.status ?? 'none';
    return was === status ? [] : [{ way: `${was} -> ${status}`, by: event.type }];
  });
}

function moved({ event, before, after }: Step, of: (state: RequestState) => string): { way: string; by: string }[] {
  const [was, is] = [before === null ? 'none' : of(before), of(after)];
  return was === is ? [] : [{ way: `${was} -> ${is}`, by: event.type }];
}

function add(ways: Map<string, Set<string>>, way: string, by: string): void {
  const known = ways.get(way);
  if (known) known.add(by);
  else ways.set(way, new Set([by]));
}

export function documentOf({ decisions, phases, calls, proposals, remedies }: States): string {
  const rows = new Map<string, string[]>();
  for (const decision of decisions) {
    const [command = '', events = '', way = ''] = decision.split(': ');
    const row = `| ${command} | ${events} |`;
    rows.set(row, [...(rows.get(row) ?? []), way]);
  }
  const table = [...rows].map(([row, ways]) => `${row} ${ways.sort().join('<br>')} |`).sort();
  return `# The states of a request

Written by \`npm run states\`, which asks the real decisions (\`decide\`, \`evolve\`) for everything at every point they lead to:
one call and two, either stop rule, one approval and two. A test fails when this page is out of date, and random lives are held
against it: what is not on this page does not happen. \`terms_joined\`, which follows a question that stands under the rules of
two sides and changes no state, is left out. What each word means: [architecture.md](architecture.md).

## The request

Arrows are commands: of people (\`approve\`, \`reject\`, …) and of the engine (\`inspect\`, \`claim\`, …). Whatever leaves the phase as
it is, is left out here.

${diagram(phases)}
## A call

Arrows are events, here and below.

${diagram(calls)}
## A proposal

What people propose after the call. There is at most one at a time.

${diagram(proposals)}
## A remedy

The one that was sent last.

${diagram(remedies)}
## Every decision

What a command may record, and which phases that leads from and to. In every other case it records nothing and is refused.

| command | records | phase |
|---|---|---|
${table.join('\n')}
`;
}

function diagram(ways: Ways): string {
  const lines = [...ways].flatMap(([way, by]) => {
    const [from, to] = way.split(' -> ');
    if (from === to) return [];
    const arrow = `${from === 'none' ? '[*]' : from} --> ${to === 'none' ? '[*]' : to}`;
    return [`    ${arrow} : ${[...by].sort().join(', ')}`];
  });
  return ['```mermaid', 'stateDiagram-v2', ...lines.sort(), '```', ''].join('\n');
}

/** The page, read back. */
export function statesIn(document: string): States {
  const decisions = [...document.matchAll(/^\| (\w+) \| ([\w, ]+) \| (\w+ -> .*) \|$/gm)].flatMap(
    ([, command = '', events = '', ways = '']) => ways.split('<br>').map((way) => `${command}: ${events}: ${way}`),
  );
  const [phases = new Map(), calls = new Map(), proposals = new Map(), remedies = new Map()] = [
    ...document.matchAll(/```mermaid\n([^`]*)```/g),
  ].map(([, lines = '']) => waysIn(lines));
  return { decisions: new Set(decisions), phases, calls, proposals, remedies };
}

function waysIn(lines: string): Ways {
  const named = (name = '') => (name === '[*]' ? 'none' : name);
  return new Map(
    [...lines.matchAll(/^ {4}(\S+) --> (\S+) : (.*)$/gm)].map(([, from, to, by = '']) => [
      `${named(from)} -> ${named(to)}`,
      new Set(by.split(', ')),
    ]),
  );
}
