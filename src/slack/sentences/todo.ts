/** What people must do after the end, in words: for the card, the thread's last word, and the list that is ticked. */
import { keysOf } from '../../lib/trust-boundaries.ts';
import type { TenantRef } from '../../operation/tenant.ts';
import type { ListedToDo } from '../../request/to-dos/to-do-list.ts';
import type { ToDo, ToDoKind, ToDoOf } from '../../request/to-dos/to-dos.ts';
import { words } from '../../text/words.ts';
import type { RequestView } from '../../view/request.ts';
import { safe } from '../blocks/escape.ts';
import { inARow, listed, ocpName, tenantName } from '../blocks/names.ts';

/** Up to so many tenants each get their own lines; of more, what is to be done stands once, with all their names. */
const EACH = 2;

/** How many names a line has, and how long each may be: fewer letters where there are several. */
interface Room {
  readonly names: number;
  readonly max: number;
}

/** In a list of lines. */
const BRIEF: Room = { names: 12, max: 64 };

type Items<Kind extends ToDoKind> = readonly [ToDoOf<Kind>, ...ToDoOf<Kind>[]];

/** In the order in which the lines stand where tenants are told together. */
const wordings: {
  readonly [Kind in ToDoKind]: (items: Items<Kind>, todo: typeof words.world.todo, room: Room) => readonly string[];
} = {
  look_in_ocp: (items, todo, room) => {
    const tasks = items.map(({ task }) => words.card.task(safe(task.name, 60), safe(task.id, 40)));
    return [todo.lookInOcp(listed(tasks, Math.max(5, room.names)))];
  },
  read_roles: (_, todo) => [todo.checkRoles],
  verify_elsewhere: (items, _, room) => {
    const ocps = new Map(items.map(({ ocp }) => [ocp.id, ocp]));
    return [...ocps.values()].map((ocp) => {
      const there = items.filter((one) => one.ocp.id === ocp.id);
      return words.elsewhere.todo.verify(tenants(there, room), ocpName(ocp));
    });
  },
  fence: (items, todo, room) => [(isOne(items) ? todo.fence : todo.fenceMany)(tenants(items, room))],
  fence_unnamed: (_, todo) => [todo.fenceUnknown],
  do_by_hand: (items, todo, room) => {
    const names = new Set(items.map(({ step }) => safe(step.name, 60)));
    return [todo.skippedWork(listed([...names], Math.max(6, room.names)))];
  },
  unlock: (items, todo, room) => [(isOne(items) ? todo.unlock : todo.unlockMany)(tenants(items, room))],
  revalidate_name: (items, todo, room) => [todo.revalidate(services(items, room), tenants(items, room))],
  check_lost_writes: (items, todo, room) => {
    const names = services(items, room);
    return [isOne(items) ? todo.sameName(names, tenants(items, room)) : todo.followNames(names)];
  },
  repoint: (items, todo, room) => {
    const [{ from, to, tenant }] = items;
    if (!isOne(items)) return [todo.repointNames(list(items, room, renamed))];
    return [
      to === null ? todo.lostName(safe(from, 64), tenantName(tenant)) : todo.newName(safe(to, 64), safe(from, 64)),
    ];
  },
  point: (items, todo, room) => {
    const [{ to }] = items;
    if (!isOne(items)) return [todo.repointMany(tenants(items, room))];
    return [to === null ? todo.noName(tenants(items, room)) : todo.firstName(safe(to, 64))];
  },
  check_sync: (items, todo, room) => [todo.syncing(tenants(items, room))],
  check_followed: (items, todo, room) => {
    const names = services(items, room);
    return [isOne(items) ? todo.follows(names, tenants(items, room)) : todo.followMany];
  },
  reconnect: (items, todo, room) => [isOne(items) ? todo.repoint(tenants(items, room)) : todo.followMany],
  repoint_readers: (items, todo, room) => [todo.readers(services(items, room), tenants(items, room))],
  rebuild_stranded: (items, todo, room) => {
    const roots = items.map(({ root }) => ({ tenant: root }));
    return [(isOne(items) ? todo.stranded : todo.strandedMany)(tenants(items, room), tenants(roots, room))];
  },
  check_along: (items, todo, room) => [todo.along(tenants(items, room))],
  check_standbys: (items, todo, room) => {
    const named = items.flatMap(({ tenants: unread = [] }) => unread.map((tenant) => ({ tenant })));
    return [named.length === 0 ? todo.otherStandbys : todo.unreadStandbys(tenants(named, room))];
  },
  rebuild: (items, todo, room) => [(isOne(items) ? todo.rebuild : todo.rebuildMany)(tenants(items, room))],
  set_protection: (items, todo, room) => [todo.protection(tenants(items, room))],
  back_up: (items, todo, room) => [todo.backups(tenants(items, room))],
  switch_back: (items, todo) =>
    items.map(({ ocp }) => (ocp === null ? todo.switchBack : words.elsewhere.todo.switchBack(ocpName(ocp)))),
};

function isOne(items: readonly unknown[]): boolean {
  return items.length === 1;
}

/** By cluster: `orders and billing on sh-prod`. */
function tenants(items: readonly { readonly tenant: TenantRef }[], { names, max }: Room): string {
  const clusters = new Map<string, TenantRef[]>();
  for (const { tenant } of items.slice(0, names)) {
    const known = clusters.get(tenant.clusterId) ?? [];
    if (!known.some(({ tenantId }) => tenantId === tenant.tenantId)) clusters.set(tenant.clusterId, [...known, tenant]);
  }
  const { more, on } = words.world;
  const groups = [...clusters.values()].map((group) => {
    const all = group.map(({ tenantName: name }) => safe(middleCut(name, max), max));
    return on(listed(all, names), safe(group[0]?.clusterName ?? '', max));
  });
  return items.length > names
    ? `${groups.join(words.world.comma)} ${more(items.length - names)}`
    : listed(groups, names);
}

/** Tenants of one business begin alike: what tells them apart stands at the end. */
function middleCut(name: string, max: number): string {
  const letters = Array.from(name);
  return letters.length <= max ? name : [...letters.slice(0, max - 6), '…', ...letters.slice(-5)].join('');
}

function services(items: readonly { readonly serviceName: string }[], room: Room): string {
  return list(items, room, ({ serviceName }, max) => safe(serviceName, max));
}

/** Names are shorter where there are several; what is the same of several is said once. */
function list<Item>(items: readonly Item[], { names, max }: Room, text: (item: Item, max: number) => string): string {
  const size = isOne(items) ? max : Math.min(max, 40);
  return listed([...new Set(items.map((item) => text(item, size)))], names);
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

/** One entry of the list, with the names of all that it is about. `max`: characters for a name. */
export function entryText({ todos }: ListedToDo, max = 64): string {
  return inARow(...runsOf(todos, { names: Number.POSITIVE_INFINITY, max }));
}

/** In their own order: what stands behind each other and is of one kind is told together. */
function runsOf(toDos: readonly ToDo[], room = BRIEF): readonly string[] {
  const starts = toDos.flatMap((one, at) => (one.kind === toDos[at - 1]?.kind ? [] : [{ kind: one.kind, at }]));
  return starts.flatMap(({ kind, at }, run) => linesOf(kind, ofKind(kind, toDos.slice(at, starts[run + 1]?.at)), room));
}

function linesOf<Kind extends ToDoKind>(
  kind: Kind,
  [first, ...others]: readonly ToDoOf<Kind>[],
  room = BRIEF,
): readonly string[] {
  return first ? wordings[kind]([first, ...others], words.world.todo, room) : [];
}

function ofKind<Kind extends ToDoKind>(kind: Kind, toDos: readonly ToDo[]): readonly ToDoOf<Kind>[] {
  return toDos.filter((one): one is ToDo & ToDoOf<Kind> => one.kind === kind);
}
