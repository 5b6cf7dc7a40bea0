/** `npm run fuzz -- --count 200000 --seed 1`: prints what came of it; exits with 1 when something gave way. */
import { parseArgs } from 'node:util';
import { faultsOf, fuzz, WARM_UP } from './fuzz.ts';

const { values } = parseArgs({
  options: { count: { type: 'string', default: '200000' }, seed: { type: 'string', default: '1' } },
});
const count = Number(values.count);
const seed = Number(values.seed);
const megabytes = (bytes: number) => `${(bytes / 1_048_576).toFixed(1)} MB`;

console.log(`${count} hostile requests, seed ${seed}`);
const progress = (sent: number, rss: number) => console.log(`  ${sent} sent, resident ${megabytes(rss)}`);
const report = await fuzz({ count, seed, progress });
console.log(
  `${report.sent} answered, those after the first ${WARM_UP} in ${report.seconds.toFixed(1)} s, the slowest after ${report.slowestMs.toFixed(0)} ms`,
);
console.log(
  `statuses ${JSON.stringify(report.statuses)}, closed without an answer ${JSON.stringify(report.unanswered)}`,
);
console.log(
  `resident ${megabytes(report.rssBefore)} after the first ${WARM_UP}, ${megabytes(report.rssAfter)} at the end`,
);
const faults = faultsOf(report);
console.log(faults.length === 0 ? 'the process is up, serves, and its store is as it was' : faults.join('\n'));
process.exit(faults.length === 0 ? 0 : 1);
