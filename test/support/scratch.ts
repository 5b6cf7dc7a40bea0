/** The project with some changes, on a scratch copy: what the compiler says of it, and how tests of it end. */
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { parseJson } from '../../src/lib/trust-boundaries.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** How long copying and compiling may take on a busy machine. */
export const COMPILING_MS = 180_000;

export interface Patch {
  readonly file: string;
  /** In the file exactly once; null: `after` is the whole of a new file. */
  readonly before: string | null;
  readonly after: string;
}

export interface Scratch {
  readonly path: string;
  remove(): void;
}

export function scratchWith(patches: readonly Patch[]): Scratch {
  const path = mkdtempSync(join(tmpdir(), 'scratch-'));
  const remove = () => rmSync(path, { recursive: true, force: true });
  try {
    for (const one of ['src', 'test', 'docs', 'README.md', 'manifest.yml', 'policy.example.yaml', 'package.json'])
      cpSync(join(root, one), join(path, one), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(path, 'node_modules'));
    for (const patch of patches) apply(path, patch);
    return { path, remove };
  } catch (error) {
    remove();
    throw error;
  }
}

function apply(path: string, { file, before, after }: Patch): void {
  const target = join(path, file);
  if (before === null) {
    mkdirSync(dirname(target), { recursive: true });
    return writeFileSync(target, after);
  }
  const source = readFileSync(target, 'utf8');
  if (source.split(before).length !== 2) throw new Error(`${file} does not hold this once: ${before}`);
  // A function, because `$` has a meaning in a text.
  writeFileSync(
    target,
    source.replace(before, () => after),
  );
}

export interface Complaint {
  readonly file: string;
  readonly text: string;
}

/** What the compiler says of all sources and of these tests. One checker: several would each check what they share. */
export function complaintsOf({ path }: Scratch, tests: readonly string[]): Promise<readonly Complaint[]> {
  const tsconfig = { extends: join(root, 'tsconfig.json'), include: ['src', ...tests] };
  writeFileSync(join(path, 'tsconfig.json'), JSON.stringify(tsconfig));
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const args = [tsc, '--noEmit', '--pretty', 'false', '--singleThreaded'];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: path, maxBuffer: 1e8 }, (_, stdout) => {
      // A complaint goes on in the indented lines that follow it.
      const complaints = stdout.split(/\n(?! )/).filter((text) => text !== '');
      resolve(complaints.map((text) => ({ file: text.slice(0, text.indexOf('(')), text })));
    });
  });
}

const reportSchema = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string(),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
    }),
  ),
});

/** The tests of these files that fail, each as `file: name`, in one process without the project's own set-up. */
export async function failuresIn({ path }: Scratch, files: readonly string[]): Promise<readonly string[]> {
  const config = { test: { include: files, isolate: false, pool: 'threads', maxWorkers: 1, reporters: ['json'] } };
  writeFileSync(join(path, 'vitest.config.js'), `export default ${JSON.stringify(config)};`);
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const args = [vitest, 'run', '--root', path, '--outputFile', join(path, 'report.json')];
  const said = await new Promise<string>((resolve) => {
    execFile(process.execPath, args, { cwd: path, maxBuffer: 1e8 }, (_, stdout, stderr) => resolve(stdout + stderr));
  });
  const report = reportSchema.parse(parseJson(readReport(path, said)));
  const ran = report.testResults.map(({ name }) => name.slice(name.indexOf('/test/') + 1));
  const missing = files.filter((file) => !ran.includes(file)).map((file) => `${file}: did not run`);
  return [...missing, ...report.testResults.flatMap(failed)];
}

function readReport(path: string, said: string): string {
  try {
    return readFileSync(join(path, 'report.json'), 'utf8');
  } catch {
    throw new Error(`vitest wrote no report: ${said}`);
  }
}

function failed({ name, status, message, assertionResults }: z.infer<typeof reportSchema>['testResults'][number]) {
  const file = name.slice(name.indexOf('/test/') + 1);
  const failures = assertionResults.filter((one) => one.status === 'failed').map(({ fullName }) => fullName);
  if (status === 'failed' && failures.length === 0) return [`${file}: ${message}`];
  return failures.map((test) => `${file}: ${test}`);
}
