/** `npm run simulate -- --seeds N [--from S] [--trace]` */
import { parseArgs } from 'node:util';
import { runSeed } from './run.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1000' },
    from: { type: 'string', default: '1' },
    trace: { type: 'boolean', default: false },
  },
});

const from = Number(values.from);
const seeds = Number(values.seeds);
const began = performance.now();
let failed = 0;
for (let seed = from; seed < from + seeds; seed += 1) {
  const { violations, trace } = await runSeed(seed, { traced: values.trace });
  if (values.trace) console.log(trace.join('\n'));
  for (const { promise, detail } of violations.slice(0, 1)) {
    failed += 1;
    console.log(`seed ${seed}: ${promise}: ${detail.slice(0, 2_000)}`);
  }
}
const seconds = (performance.now() - began) / 1_000;
console.log(`${seeds} seeds, ${failed} failed, ${(seeds / seconds).toFixed(1)} seeds/s`);
process.exitCode = failed > 0 ? 1 : 0;
