/** What people must do after the end, most urgent first: for the card's last state and the thread's last line. */
import type { FailoverTarget, OperationKind, SwitchoverTarget, Target, TargetOf } from '../../operation/operation.ts';
import { newPrimaryOf } from '../../operation/operation.ts';
import type { OtherOcp } from '../../operation/tenant.ts';
import { dueReadings } from '../../request/roles.ts';
import { elsewhereOf, followedTasks, type RequestState } from '../../request/state.ts';
import { skipped } from '../../task/result.ts';
import { words } from '../../text/words.ts';
import { safe } from '../blocks/escape.ts';
import { fates } from '../../view/outcomes.ts';
import { listed, ocpName, tenantName } from '../blocks/names.ts';
import { oldServiceName, primaryOf } from './outcome.ts';

/** Up to so many tenants each get their own lines; more are told together. */
const EACH = 2;
const TOGETHER = 12;

/** Empty when nothing was changed. */
export function todoLines(state: RequestState): readonly string[] {
  const { todo } = words.world;
  const { outcome } = state;
  if (outcome === null || ['rejected', 'withdrawn', 'expired', 'refused', 'unfit'].includes(outcome)) return [];
  const unread = dueReadings(state).length > 0 ? [todo.checkRoles] : [];
  const open = outcome === 'succeeded' ? [] : [...lookAt(state), ...unread];
  return [...open, ...afterwards[state.operation.kind](state)];
}

/** By what an operation leaves to be done: above all, whether its old primary must be fenced. */
const afterwards: Readonly<Record<OperationKind, (state: RequestState) => readonly string[]>> = {
  failover: afterFailover,
  switchover: afterSwitchover,
};

function afterFailover(state: RequestState): readonly string[] {
  const { todo } = words.world;
  const done = movedOf(state, 'failover');
  if (done.length === 0) return [];
  const own = done.length <= EACH ? done.flatMap((target) => failoverTodo(state, target)) : failoversTodo(state, done);
  const after = done.length === 1 ? [todo.rebuild, todo.backups] : [todo.rebuildMany, todo.backupsMany];
  return [...own, ...skippedWork(state), ...after];
}

function failoverTodo(state: RequestState, target: FailoverTarget): readonly string[] {
  const { todo } = words.world;
  const primary = primaryOf(state, target);
  const old = oldServiceName(state, target);
  return [
    primary ? todo.fence(tenantName(primary)) : todo.fenceUnknown,
    serviceNameTodo(
      tenantName(target.tenant),
      target.serviceName === null ? null : safe(target.serviceName, 64),
      old && safe(old, 64),
    ),
  ];
}

function serviceNameTodo(tenant: string, name: string | null, old: string | null): string {
  const { todo } = words.world;
  if (name === null) return old === null ? todo.noName(tenant) : todo.lostName(old, tenant);
  if (old === null) return todo.firstName(name);
  return name === old ? todo.sameName(name, tenant) : todo.newName(name, old);
}

/** The same for many tenants, each name once. */
function failoversTodo(state: RequestState, targets: readonly FailoverTarget[]): readonly string[] {
  const { todo } = words.world;
  const primaries = targets.flatMap((target) => primaryOf(state, target) ?? []);
  const unnamed = targets.filter((target) => primaryOf(state, target) === null);
  const named = targets.map((target) => ({ target, old: oldServiceName(state, target), name: target.serviceName }));
  const same = named.flatMap(({ old, name }) => (old !== null && old === name ? [safe(old, 40)] : []));
  const changed = named.flatMap(({ old, name }) => {
    if (old === null || old === name) return [];
    return [name === null ? safe(old, 40) : todo.renamed(safe(old, 40), safe(name, 40))];
  });
  const nameless = named.flatMap(({ target, old }) => (old === null ? [tenantName(target.tenant, 24)] : []));
  const list = (names: readonly string[]) => listed(names, TOGETHER);
  return [
    ...(primaries.length > 0 ? [todo.fenceMany(list(primaries.map((primary) => tenantName(primary, 24))))] : []),
    ...(unnamed.length > 0 ? [todo.fenceUnknown] : []),
    ...(same.length > 0 ? [todo.followNames(list(same))] : []),
    ...(changed.length > 0 ? [todo.repointNames(list(changed))] : []),
    ...(nameless.length > 0 ? [todo.repointMany(list(nameless))] : []),
  ];
}

function afterSwitchover(state: RequestState): readonly string[] {
  const { todo } = words.world;
  const done = movedOf(state, 'switchover');
  if (done.length === 0) return [];
  const own =
    done.length <= EACH
      ? done.flatMap((target) => switchoverTodo(state, target))
      : [
          todo.syncing(
            listed(
              done.map(({ tenant }) => tenantName(tenant, 24)),
              TOGETHER,
            ),
          ),
          todo.followMany,
        ];
  const unread = done.flatMap((target) => {
    const ocp = elsewhereOf(state, target);
    return ocp ? [{ name: tenantName(target.standby, 24), ocp }] : [];
  });
  return [...verifyLines(unread), ...own, ...skippedWork(state), todo.otherStandbys, ...backLines(done.length, unread)];
}

interface Unread {
  readonly name: string;
  readonly ocp: OtherOcp;
}

/** One line for each OCP: somebody has to look there. */
function verifyLines(unread: readonly Unread[]): readonly string[] {
  return byOcp(unread).map(({ ocp, names }) => words.elsewhere.todo.verify(listed(names, TOGETHER), ocpName(ocp)));
}

function backLines(done: number, unread: readonly Unread[]): readonly string[] {
  const there = byOcp(unread).map(({ ocp }) => words.elsewhere.todo.switchBack(ocpName(ocp)));
  return done > unread.length ? [words.world.todo.switchBack, ...there] : there;
}

function byOcp(unread: readonly Unread[]): readonly { readonly ocp: OtherOcp; readonly names: readonly string[] }[] {
  const ids = [...new Set(unread.map(({ ocp }) => ocp.id))];
  return ids.flatMap((id) => {
    const own = unread.filter(({ ocp }) => ocp.id === id);
    const [first] = own;
    return first ? [{ ocp: first.ocp, names: own.map(({ name }) => name) }] : [];
  });
}

function switchoverTodo(state: RequestState, target: SwitchoverTarget): readonly string[] {
  const { todo } = words.world;
  const name = oldServiceName(state, target);
  const became = tenantName(newPrimaryOf(target));
  return [
    todo.syncing(tenantName(target.tenant)),
    name === null ? todo.repoint(became) : todo.follows(safe(name, 64), became),
  ];
}

/** What has really moved. */
function movedOf<Kind extends OperationKind>(state: RequestState, kind: Kind): readonly TargetOf<Kind>[] {
  const moved = fates(state).flatMap(({ fate, target }) => (fate === 'succeeded' ? [target] : []));
  return moved.filter((target): target is Target & TargetOf<Kind> => target.kind === kind);
}

function skippedWork(state: RequestState): readonly string[] {
  const names = followedTasks(state).flatMap(({ followed }) =>
    skipped(followed.task).map(({ name }) => safe(name, 60)),
  );
  return names.length > 0 ? [words.world.todo.skippedWork(listed([...new Set(names)], 6))] : [];
}

/** Only the tasks that did not end well. */
function lookAt(state: RequestState): readonly string[] {
  const tasks = followedTasks(state)
    .filter(({ followed }) => followed.stage !== 'succeeded')
    .map(({ followed: { task } }) => words.card.task(safe(task.name, 60), safe(task.id, 40)));
  return tasks.length > 0 ? [words.world.todo.lookInOcp(listed(tasks, 5))] : [];
}
