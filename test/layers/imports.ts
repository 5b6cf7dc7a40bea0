/** Which room imports which, read from the text of src/. */
import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Room, rooms } from './rooms.ts';

const root = fileURLToPath(new URL('../../src/', import.meta.url));

export const sources: readonly string[] = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.ts'))
  .toSorted();

interface Import {
  readonly from: string;
  /** A file below src/, or the name of a package or of a module of Node. */
  readonly to: string;
  readonly isOutside: boolean;
  /** True where only types are imported. */
  readonly isType: boolean;
}

const statement = /^(?:import|export)\b( type)?[^'"]*?from '([^']+)'|^import '([^']+)'|\bimport\('([^']+)'\)/gm;

export function importsOf(file: string): readonly Import[] {
  const text = readFileSync(root + file, 'utf8');
  return [...text.matchAll(statement)].map(([, type, from, bare, lazy]) => {
    const to = from ?? bare ?? lazy ?? '';
    const isOutside = !to.startsWith('.');
    return {
      from: file,
      to: isOutside ? to : posix.join(posix.dirname(file), to),
      isOutside,
      isType: type !== undefined,
    };
  });
}

/** Undefined for a file that no room holds. */
export function roomOf(file: string): Room | undefined {
  const fitting = rooms.filter(({ path }) => file === path || file.startsWith(`${path}/`));
  return fitting.toSorted((one, other) => other.path.length - one.path.length)[0];
}
