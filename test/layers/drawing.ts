/** The rooms as a page: a picture and a table. */
import { importsOf, sources } from './imports.ts';
import { rooms } from './rooms.ts';

/** The rooms as they stand in the first column of folders: what a newcomer has to hold in mind. */
function topOf(path: string): string {
  return path.split('/')[0] ?? path;
}

export function drawn(): string {
  const arrows = new Set<string>();
  for (const file of sources)
    for (const { to, isOutside } of importsOf(file)) {
      const [from, target] = [topOf(file), topOf(to)];
      if (!isOutside && from !== target && target !== 'lib') arrows.add(`  ${id(from)} --> ${id(target)}`);
    }
  const table = rooms.map(({ path, holds, uses }) => {
    return `| \`${path}\` | ${holds} | ${uses.map((use) => `\`${use}\``).join(', ')} |`;
  });
  return [
    '# Rooms',
    '',
    'What each room of `src/` holds and may import. `npm run layers` generates this page from the table in `test/layers/rooms.ts`, and',
    'a test compares that table with the code. Every room may import `lib`, so arrows to it are left out.',
    '',
    '```mermaid',
    'flowchart LR',
    ...[...arrows].toSorted(),
    '```',
    '',
    '| room | holds | may import |',
    '|---|---|---|',
    ...table,
    '',
  ].join('\n');
}

function id(path: string): string {
  return path.replace('.ts', '');
}
