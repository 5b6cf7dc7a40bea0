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

/** In the order in which the lines stand where tenants are told together. `items`: never none. */
const wordings: {
  readonly [Kind in ToDoKind]: (items: readonly ToDoOf<Kind>[], todo: typeof words.world.todo) => readonly string[];
} = {
  look_in_ocp: (items, todo) => [
    todo.lookInOcp(list(items, ({ task }) => words.card.task(safe(task.name, 60), safe(task.id, 40)), 5)),
  ],
  read_roles: (_, todo) => [todo.checkRoles],
  verify_elsewhere: (items) => {
    const ocps = new Map(items.map(({ ocp }) => [ocp.id, ocp]));
    return [...ocps.values()].map((ocp) => {
      const there = items.filter((one) => one.ocp.id === ocp.id);
      return words.elsewhere.todo.verify(tenants(there), ocpName(ocp));
    });
  },
  fence: (items, todo) =>
    said(
      items,
      ({ tenant }) => todo.fence(tenantName(tenant)),
      () => todo.fenceMany(tenants(items)),
    ),
  fence_unnamed: (_, todo) => [todo.fenceUnknown],
  check_sync: (items, todo) =>
    said(
      items,
      ({ tenant }) => todo.syncing(tenantName(tenant)),
      () => todo.syncing(tenants(items)),
    ),
  check_lost_writes: (items, todo) =>
    said(
      items,
      ({ serviceName, tenant }) => todo.sameName(safe(serviceName, 64), tenantName(tenant)),
      () => todo.followNames(list(items, ({ serviceName }) => safe(serviceName, 40))),
    ),
  check_followed: (items, todo) =>
    said(
      items,
      ({ serviceName, tenant }) => todo.follows(safe(serviceName, 64), tenantName(tenant)),
      () => todo.followMany,
    ),
  repoint: (items, todo) =>
    said(
      items,
      ({ from, to, tenant }) =>
        to === null ? todo.lostName(safe(from, 64), tenantName(tenant)) : todo.newName(safe(to, 64), safe(from, 64)),
      () => todo.repointNames(list(items, ({ from, to }) => renamed(from, to))),
    ),
  point: (items, todo) =>
    said(
      items,
      ({ to, tenant }) => (to === null ? todo.noName(tenantName(tenant)) : todo.firstName(safe(to, 64))),
      () => todo.repointMany(tenants(items)),
    ),
  reconnect: (items, todo) =>
    said(
      items,
      ({ tenant }) => todo.repoint(tenantName(tenant)),
      () => todo.followMany,
    ),
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

function said<Item>(items: readonly Item[], one: (item: Item) => string, many: () => string): readonly string[] {
  return items.length === 1 ? items.map(one) : [many()];
}

function tenants(items: readonly { readonly tenant: TenantRef }[]): string {
  return list(items, ({ tenant }) => tenantName(tenant, 24));
}

function list<Item>(items: readonly Item[], text: (item: Item) => string, max = TOGETHER): string {
  return listed(items.map(text), max);
}

function renamed(from: string, to: string | null): string {
  return to === null ? safe(from, 40) : words.world.todo.renamed(safe(from, 40), safe(to, 40));
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

function linesOf<Kind extends ToDoKind>(kind: Kind, items: readonly ToDoOf<Kind>[]): readonly string[] {
  return items.length === 0 ? [] : wordings[kind](items, words.world.todo);
}

function ofKind<Kind extends ToDoKind>(kind: Kind, toDos: readonly ToDo[]): readonly ToDoOf<Kind>[] {
  return toDos.filter((one): one is ToDo & ToDoOf<Kind> => one.kind === kind);
}
