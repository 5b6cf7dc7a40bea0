import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 60_000,
    // Files share nothing but modules without state of their own, and loading those anew for each costs a minute.
    isolate: false,
    // Much of the time is waiting for other processes: one more than the two cores such a machine has.
    maxWorkers: 3,
    reporters: process.env['CI'] ? ['default', ['json', { outputFile: 'data/test-results.json' }]] : ['default'],
  },
});
