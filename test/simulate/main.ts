/** `npm run simulate -- --seeds N [--from S] [--trace] [--break GUARD|all] [--workers N]`: see docs/simulation.md. */
import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Failure, type Figures, figuresOf, nothing, sum, told } from './figures.ts';
import { floorsOf } from './floors.ts';
import { guards } from './guards.ts';
import { runSeed } from './run.ts';
import { shrunk } from './shrink.ts';
import { v8Flags } from './v8-flags.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1000' },
    from: { type: 'string', default: '1' },
    trace: { type: 'boolean', default: false },
    break: { type: 'string' },
    workers: { type: 'string', default: String(availableParallelism()) },
    part: { type: 'boolean', default: false },
  },
});

const from = Number(values.from);
const seeds = Number(values.seeds);

/** Seeds: so often a part tells what it has seen, and so often that is said. */
const TELL_EVERY = 20;
const PROGRESS_EVERY = 10_000;

if (values.part) await runPart();
else if (values.trace) await tell(from);
else if (values.break === undefined) await runHere();
else await breakGuards(values.break);

/** One seed, whatever becomes of it. */
async function tell(seed: number): Promise<void> {
  const { trace, violations } = await runSeed(seed, { traced: true });
  console.log(trace.join('\n'));
  process.exitCode = violations.length > 0 ? 1 : 0;
}

/** As one of several processes: tells the figures of a few seeds at a time, and ends when nobody listens any more. */
async function runPart(): Promise<void> {
  let figures = nothing;
  for (let seed = from; seed < from + seeds && process.connected; seed += 1) {
    figures = sum(figures, figuresOf(await runSeed(seed)));
    if (figures.seeds < TELL_EVERY && seed < from + seeds - 1) continue;
    process.send?.(figures);
    figures = nothing;
  }
  process.disconnect();
}

/** The seeds shared out among processes, the figures of all, and the story of the first that failed. Ctrl-C: what is known by then. */
async function runHere(): Promise<void> {
  const workers = Math.min(Number(values.workers), seeds);
  const began = performance.now();
  const share = Math.ceil(seeds / workers);
  let figures = nothing;
  const hear = (told: Figures) => {
    figures = sum(figures, told);
    for (const failure of told.failures) console.log(lineOf(failure));
    const many = figures.seeds;
    if (many % PROGRESS_EVERY < told.seeds && many < seeds) console.log(`${many} of ${seeds} seeds`);
  };
  const stopping = new AbortController();
  // It may come twice, from the terminal and from whoever started this.
  process.on('SIGINT', () => stopping.abort());
  const parts = Array.from({ length: workers }, (_, at) =>
    partOf(from + at * share, Math.max(0, Math.min(share, seeds - at * share)), hear, stopping.signal),
  );
  await Promise.all(parts);
  console.log(told(figures, (performance.now() - began) / 1_000));
  const floors = floorsOf(figures);
  console.log(floors.told);
  if (figures.seeds < seeds || floors.missed.length > 0) process.exitCode = 1;
  const [first] = figures.failures;
  if (first === undefined) return;
  process.exitCode = 1;
  const story = await shrunk(first.seed, await runSeed(first.seed));
  console.log(`The shortest story found for seed ${first.seed}, of ${story.plan.deeds.length} deeds:`);
  console.log(story.plan.deeds.map((deed) => JSON.stringify(deed)).join('\n'));
  console.log(story.trace.join('\n'));
}

function lineOf({ seed, promise, detail }: Failure): string {
  return `seed ${seed}: ${promise}: ${detail.slice(0, 300)}`;
}

function partOf(first: number, many: number, hear: (figures: Figures) => void, stop: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const args = ['--part', '--from', String(first), '--seeds', String(many)];
    const child = fork(fileURLToPath(import.meta.url), args, { execArgv: [...process.execArgv, ...v8Flags] });
    stop.addEventListener('abort', () => child.kill());
    child.on('message', hear);
    child.on('error', reject);
    child.on('exit', (code) => {
      if (code === 0 || stop.aborted) resolve();
      else reject(new Error(`A part of the seeds ended with ${code}.`));
    });
  });
}

/** How soon each guard that is taken out is missed. */
async function breakGuards(name: string): Promise<void> {
  const asked = [...guards].filter(([guard]) => name === 'all' || name === guard);
  if (asked.length === 0) throw new Error(`There is no guard ${name}; there are: ${[...guards.keys()].join(', ')}.`);
  console.log('| guard | the bot no longer | caught at seed | by |\n|---|---|---|---|');
  for (const [guard, { without, bend }] of asked) {
    const caught = await firstCaught(bend);
    if (caught === null) process.exitCode = 1;
    console.log(`| ${guard} | ${without} | ${caught?.seed ?? `not in ${seeds}`} | ${caught?.promise ?? ''} |`);
    if (asked.length > 1 || caught === null) continue;
    const story = await shrunk(caught.seed, await runSeed(caught.seed, { bend }), bend);
    console.log(story.trace.join('\n'));
  }
}

async function firstCaught(bend: Parameters<typeof shrunk>[2]) {
  if (bend === undefined) return null;
  for (let seed = from; seed < from + seeds; seed += 1) {
    const [failure] = figuresOf(await runSeed(seed, { bend })).failures;
    if (failure) return failure;
  }
  return null;
}
