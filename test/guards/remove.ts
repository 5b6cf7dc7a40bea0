/** Removes named guards in a copy of the sources, and looks which tests notice. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { createVitest, type TestModule, type Vitest } from 'vitest/node';
import type { Guard } from './named/guard.ts';

/** What became of a guard's removal: the test files that should have noticed and did not. */
export interface Removal {
  readonly guard: Guard;
  readonly unnoticedBy: readonly string[];
}

/** A test that waits for what no longer comes is given up on, and has noticed. */
const TEST_MS = 60_000;

const parts = ['src', 'test', 'docs', 'package.json', 'tsconfig.json', 'vite.bot.config.ts'];

/** A copy of the project in which sources may be changed, with one Vitest that stays: starting one takes longer than most tests. */
export class Tree {
  readonly #root: string;
  readonly #vitest: Vitest;
  readonly #stop: { atFailure: boolean };

  private constructor(root: string, vitest: Vitest, stop: { atFailure: boolean }) {
    this.#root = root;
    this.#vitest = vitest;
    this.#stop = stop;
  }

  static async plant(project: string): Promise<Tree> {
    const root = mkdtempSync(join(tmpdir(), 'twokey-guards-'));
    for (const part of parts) cpSync(join(project, part), join(root, part), { recursive: true });
    symlinkSync(join(project, 'node_modules'), join(root, 'node_modules'));
    const stop = { atFailure: false };
    const vitest: Vitest = await createVitest('test', {
      root,
      config: false,
      watch: false,
      include: ['test/**/*.test.ts'],
      globalSetup: ['test/support/postgres-on-demand.ts'],
      maxWorkers: 1,
      testTimeout: TEST_MS,
      hookTimeout: TEST_MS,
      reporters: [
        {
          // One test that fails is enough.
          onTestCaseResult(test) {
            if (stop.atFailure && test.result().state === 'failed') void vitest.cancelCurrentRun('test-failure');
          },
        },
      ],
      // A worker that stays would go on with the source as it was.
      isolate: true,
    });
    return new Tree(root, vitest, stop);
  }

  /** The test files among these in which something fails. */
  async failing(tests: readonly string[], stopAtFailure = false): Promise<readonly string[]> {
    this.#stop.atFailure = stopAtFailure;
    if (tests.some((test) => test.startsWith('test/e2e/'))) this.#build();
    const failing: string[] = [];
    for (const test of tests) {
      const specifications = await this.#vitest.globTestSpecifications([join(this.#root, test)]);
      const { testModules } = await this.#vitest.runTestSpecifications(specifications);
      const own = testModules.filter(({ moduleId }) => relative(this.#root, moduleId) === test);
      if (own.length === 0) throw new Error(`not run: ${test}`);
      if (own.some(fails)) failing.push(test);
    }
    return failing;
  }

  /** Takes the guard out, runs its tests, puts it back. */
  async remove(guard: Guard): Promise<Removal> {
    const file = join(this.#root, guard.file);
    const source = readFileSync(file, 'utf8');
    const write = (text: string) => {
      writeFileSync(file, text);
      this.#vitest.invalidateFile(file);
    };
    write(source.replace(guard.find, () => guard.replace));
    try {
      const failing = await this.failing(guard.tests, true);
      return { guard, unnoticedBy: guard.tests.filter((test) => !failing.includes(test)) };
    } finally {
      write(source);
    }
  }

  async close(): Promise<void> {
    await this.#vitest.close();
    rmSync(this.#root, { recursive: true, force: true });
  }

  /** Tests of the whole program run what was built. */
  #build(): void {
    const command = ['vite', 'build', '--config', 'vite.bot.config.ts', '--logLevel', 'error'];
    const { status } = spawnSync('npx', command, { cwd: this.#root, stdio: ['ignore', 'ignore', 'inherit'] });
    if (status !== 0) throw new Error('the program cannot be built');
  }
}

/** A test must fail: a file that cannot even be loaded proves only that what was put in place of the guard makes no sense. */
function fails(module: TestModule): boolean {
  return [...module.children.allTests()].some((test) => test.result().state === 'failed');
}
