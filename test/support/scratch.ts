/** What the compiler says of the sources after a change, on a scratch copy. */
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** How long copying and compiling may take on a busy machine. */
export const COMPILING_MS = 120_000;

export interface Patch {
  readonly file: string;
  /** Stands in the file once. */
  readonly before: string;
  readonly after: string;
}

/** A line for each complaint, of the sources with `after` in place of the only `before` in one file. */
export function complaintsAbout(file: string, before: string, after: string): Promise<readonly string[]> {
  return complaintsAfter([{ file, before, after }]);
}

/** The same after several patches. */
export async function complaintsAfter(patches: readonly Patch[]): Promise<readonly string[]> {
  const scratch = mkdtempSync(join(tmpdir(), 'scratch-'));
  try {
    cpSync(join(root, 'src'), join(scratch, 'src'), { recursive: true });
    for (const one of ['tsconfig.json', 'package.json']) cpSync(join(root, one), join(scratch, one));
    symlinkSync(join(root, 'node_modules'), join(scratch, 'node_modules'));
    for (const { file, before, after } of patches) {
      const source = readFileSync(join(scratch, file), 'utf8');
      if (source.split(before).length !== 2) throw new Error(`${file} does not hold this once: ${before}`);
      writeFileSync(join(scratch, file), source.replace(before, after));
    }
    return await compiled(scratch);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function compiled(cwd: string): Promise<readonly string[]> {
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  return new Promise((resolve) => {
    execFile(process.execPath, [tsc, '--noEmit', '--pretty', 'false'], { cwd }, (_, stdout) =>
      resolve(stdout.split('\n').filter((line) => line.startsWith('src/'))),
    );
  });
}

export const fileOf = (complaint: string) => complaint.slice(0, complaint.indexOf('('));
