/** What people must do after the end, in words: for the card's last state and the thread's last line. */
import { keysOf } from '../../lib/trust-boundaries.ts';
import type { TenantRef } from '../../operation/tenant.ts';
import { words } from '../../text/words.ts';
import type { RequestView } from '../../view/request.ts';
import type { ToDo, ToDoKind, ToDoOf } from '../../view/to-dos.ts';
import { safe } from '../blocks/escape.ts';
import { listed, ocpName, tenantName } from '../blocks/names.ts';

/** Up to so many tenants each get their own lines; of more, what is to be done stands once, with all their names. */
const EACH = 2;
const TOGETHER = 12;

type Items<Kind extends ToDoKind> = readonly [ToDoOf<Kind>, ...ToDoOf<Kind>[]];

/** In the order in which the lines stand where tenants are told together. */
const wordings: {
  readonly [Kind in ToDoKind]: (items: Items<Kind>, todo: typeof words.world.todo) => readonly string[];
} = {
  look_in_ocp: (items, todo) => {
    const tasks = items.map(({ task }) => words.card.task(safe(task.name, 60), safe(task.id, 40)));
    return [todo.lookInOcp(listed(tasks, 5))];
  },
  read_roles: (_, todo) => [todo.checkRoles],
  verify_elsewhere: (items) => {
    const ocps = new Map(items.map(({ ocp }) => [ocp.id, ocp]));
    return [...ocps.values()].map((ocp) => {
      const there = items.filter((one) => one.ocp.id === ocp.id);
      return words.elsewhere.todo.verify(tenants(there, 24), ocpName(ocp));
    });
  },
  fence: (items, todo) => [(isOne(items) ? todo.fence : todo.fenceMany)(tenants(items))],
  fence_unnamed: (_, todo) => [todo.fenceUnknown],
  check_sync: (items, todo) => [todo.syncing(tenants(items))],
  check_lost_writes: (items, todo) => {
    const names = list(items, ({ serviceName }, max) => safe(serviceName, max));
    return [isOne(items) ? todo.sameName(names, tenants(items)) : todo.followNames(names)];
  },
  check_followed: (items, todo) => {
    const names = list(items, ({ serviceName }, max) => safe(serviceName, max));
    return [isOne(items) ? todo.follows(names, tenants(items)) : todo.followMany];
  },
  repoint: (items, todo) => {
    const [{ from, to, tenant }] = items;
    if (!isOne(items)) return [todo.repointNames(list(items, renamed))];
    return [
      to === null ? todo.lostName(safe(from, 64), tenantName(tenant)) : todo.newName(safe(to, 64), safe(from, 64)),
    ];
  },
  point: (items, todo) => {
    const [{ to }] = items;
    if (!isOne(items)) return [todo.repointMany(tenants(items))];
    return [to === null ? todo.noName(tenants(items)) : todo.firstName(safe(to, 64))];
  },
  reconnect: (items, todo) => [isOne(items) ? todo.repoint(tenants(items)) : todo.followMany],
  do_by_hand: (items, todo) => {
    const names = new Set(items.map(({ step }) => safe(step.name, 60)));
    return [todo.skippedWork(listed([...names], 6))];
  },
  rebuild: (items, todo) => [items.length === 1 ? todo.rebuild : todo.rebuildMany],
  back_up: (items, todo) => [items.length === 1 ? todo.backups : todo.backupsMany],
  check_standbys: (_, todo) => [todo.otherStandbys],
  switch_back: (items, todo) =>
    items.map(({ ocp }) => (ocp === null ? todo.switchBack : words.elsewhere.todo.switchBack(ocpName(ocp)))),
};

function isOne(items: readonly unknown[]): boolean {
  return items.length === 1;
}

function tenants(items: readonly { readonly tenant: TenantRef }[], max = isOne(items) ? 64 : 24): string {
  return listed(
    items.map(({ tenant }) => tenantName(tenant, max)),
    TOGETHER,
  );
}

/** Names are shorter where there are several. */
function list<Item>(items: readonly Item[], text: (item: Item, max: number) => string): string {
  const max = isOne(items) ? 64 : 40;
  return listed(
    items.map((item) => text(item, max)),
    TOGETHER,
  );
}

function renamed({ from, to }: ToDoOf<'repoint'>, max: number): string {
  return to === null ? safe(from, max) : words.world.todo.renamed(safe(from, max), safe(to, max));
}

/** Numbered, under their heading; empty when nothing is to be done. */
export function todoLines({ toDos, results }: RequestView): readonly string[] {
  const moved = results.filter(({ outcome }) => outcome === 'succeeded').length;
  const lines = moved > EACH ? keysOf(wordings).flatMap((kind) => linesOf(kind, ofKind(kind, toDos))) : runsOf(toDos);
  if (lines.length === 0) return [];
  return [words.world.heading(words.world.todo.title), ...[...new Set(lines)].map((line, at) => `${at + 1}. ${line}`)];
}

/** In their own order: what stands behind each other and is of one kind is told together. */
function runsOf(toDos: readonly ToDo[]): readonly string[] {
  const starts = toDos.flatMap((one, at) => (one.kind === toDos[at - 1]?.kind ? [] : [{ kind: one.kind, at }]));
  return starts.flatMap(({ kind, at }, run) => linesOf(kind, ofKind(kind, toDos.slice(at, starts[run + 1]?.at))));
}

function linesOf<Kind extends ToDoKind>(kind: Kind, [first, ...others]: readonly ToDoOf<Kind>[]): readonly string[] {
  return first ? wordings[kind]([first, ...others], words.world.todo) : [];
}

function ofKind<Kind extends ToDoKind>(kind: Kind, toDos: readonly ToDo[]): readonly ToDoOf<Kind>[] {
  return toDos.filter((one): one is ToDo & ToDoOf<Kind> => one.kind === kind);
}
