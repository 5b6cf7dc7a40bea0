import { statfsSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { v8Flags } from './test/simulate/v8-flags.ts';

/** What takes or waits longest begins first; otherwise one file of them runs on alone at the end. */
const longest = [
  'test/e2e/kill',
  'test/e2e/page',
  'test/e2e/process',
  'test/e2e/replicas',
  'test/states/',
  'test/simulate/se',
  'test/simulate/',
  'test/e2e/socket-mode',
  'test/e2e/',
  'test/engine/remed',
  'test/slack/render/batch',
  'test/fuzz/',
  'test/support/',
  'test/store/',
  'test/slack/stop',
  'test/slack/receive',
  'test/engine/',
  'test/',
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const rank = ({ moduleId }: TestSpecification) => longest.findIndex((part) => moduleId.includes(`/${part}`));
    return sorted.sort((one, other) => rank(one) - rank(other));
  }
}

/**
 * What the tests write is needed by no one after a power cut: where memory serves as a disk and has room, it waits for none. A killed
 * process loses nothing there either. That the store asks for a disk's word at each commit is read back from SQLite by its own test.
 */
function useMemoryAsDisk(path: string, bytes: number): void {
  const stat = statfsSync(path, { bigint: false });
  if (stat.bavail * stat.bsize >= bytes) process.env['TMPDIR'] = path;
}

if (process.platform === 'linux') useMemoryAsDisk('/dev/shm', 2e9);

/** Further runs of .ci/run keep their results beside those of `npm test`. */
const run = process.env['TEST_RUN'];
const outputFile = `data/test-results${run === undefined ? '' : `-${run}`}.json`;

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/postgres-on-demand.ts'],
    testTimeout: 120_000,
    hookTimeout: 60_000,
    sequence: { sequencer: LongestFirst },
    // Files share nothing but modules without state of their own, and loading those anew for each costs a minute.
    isolate: false,
    // Much of the time is waiting for other processes: more than the two cores such a machine has.
    maxWorkers: 6,
    execArgv: [...v8Flags],
    reporters: process.env['CI'] ? ['default', ['json', { outputFile }]] : ['default'],
  },
});
