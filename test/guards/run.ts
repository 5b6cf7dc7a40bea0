/**
 * `npm run guards [-- parts of names or files]`: proves that the tests notice when a guard is gone. Each named guard is
 * removed in turn, and every test file that the table names for it must fail.
 */
import { fileURLToPath } from 'node:url';
import type { Guard } from './named/guard.ts';
import { guards } from './named/guards.ts';
import { type Removal, Tree } from './remove.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const AT_ONCE = 2;

const parts = process.argv.slice(2);
const begun = performance.now();
const held = await removeNamed();
console.log(`${Math.round((performance.now() - begun) / 1_000)} s`);
process.exitCode = held ? 0 : 1;

async function removeNamed(): Promise<boolean> {
  const wanted = ({ name, file }: Guard) => parts.some((part) => name.includes(part) || file.includes(part));
  const chosen = parts.length === 0 ? guards : guards.filter(wanted);
  const tests = [...new Set(chosen.flatMap((guard) => guard.tests))];
  console.log(`${chosen.length} named guards; first their ${tests.length} test files as they are.`);
  const trees: Tree[] = [];
  while (trees.length < AT_ONCE) trees.push(await Tree.plant(root));
  try {
    const half = Math.ceil(tests.length / AT_ONCE);
    const shares = trees.map((tree, at) => tree.failing(tests.slice(at * half, (at + 1) * half)));
    const failing = (await Promise.all(shares)).flat();
    for (const file of failing) console.log(`fails already: ${file}`);
    return failing.length === 0 && (await removeEach(chosen, trees));
  } finally {
    await Promise.all(trees.map((tree) => tree.close()));
  }
}

async function removeEach(chosen: readonly Guard[], trees: readonly Tree[]): Promise<boolean> {
  const queue = [...chosen];
  const removals: Removal[] = [];
  const work = async (tree: Tree) => {
    for (let guard = queue.shift(); guard; guard = queue.shift()) {
      const removal = await tree.remove(guard);
      removals.push(removal);
      console.log(lineOf(removal));
    }
  };
  await Promise.all(trees.map(work));
  const survivors = removals.filter(({ unnoticedBy }) => unnoticedBy.length > 0);
  console.log(`${removals.length} guards removed, ${removals.length - survivors.length} noticed by every test named.`);
  for (const survivor of survivors) console.log(lineOf(survivor));
  return survivors.length === 0;
}

function lineOf({ guard, unnoticedBy }: Removal): string {
  const told = unnoticedBy.length === 0 ? 'noticed ' : 'SURVIVED';
  const by = unnoticedBy.length === 0 ? guard.tests : unnoticedBy;
  return `${told}  ${guard.file}: ${guard.name} (${by.join(', ')})`;
}
