/** What people must do after the end of a request, most urgent first: one item for each tenant, task or step it is about. Pure. */
import type { FailoverTarget, OperationKind, SwitchoverTarget, Target } from '../operation/operation.ts';
import { newPrimaryOf, ofKind } from '../operation/operation.ts';
import type { OtherOcp, TenantRef } from '../operation/tenant.ts';
import { dueReadings } from '../request/roles.ts';
import { followedTasks, type RequestState } from '../request/state.ts';
import { skipped } from '../task/result.ts';
import { resultsOf } from './outcomes.ts';
import { oldServiceName, primaryOf, unreadOf } from './targets.ts';

/** What each kind says besides. Ids are made of the kinds: add, never rename. `tenant`: whom it is about. */
interface Bodies {
  /** A task that did not end well. */
  readonly look_in_ocp: { readonly task: { readonly id: string; readonly name: string } };
  /** The roles of this target are not known, or not surely. */
  readonly read_roles: { readonly tenant: TenantRef };
  /** The new primary is under another OCP, where nobody read its role. */
  readonly verify_elsewhere: { readonly tenant: TenantRef; readonly ocp: OtherOcp };
  /** The old primary still believes that it is one. */
  readonly fence: { readonly tenant: TenantRef };
  /** The same where OCP named no old primary of this tenant. */
  readonly fence_unnamed: { readonly tenant: TenantRef };
  /** The old primary is a standby now. */
  readonly check_sync: { readonly tenant: TenantRef };
  /** Clients of this service name reach the new primary, which lacks what was not replicated. */
  readonly check_lost_writes: { readonly tenant: TenantRef; readonly serviceName: string };
  /** Clients of this service name should have followed to the new primary. */
  readonly check_followed: { readonly tenant: TenantRef; readonly serviceName: string };
  /** Clients of service name `from` must go to another one, or to the tenant's own address where `to` is null. */
  readonly repoint: { readonly tenant: TenantRef; readonly from: string; readonly to: string | null };
  /** The same where OCP named no service name that led to the old primary. */
  readonly point: { readonly tenant: TenantRef; readonly to: string | null };
  /** The roles were exchanged, and OCP named no service name: clients that used the old primary's address must change it. */
  readonly reconnect: { readonly tenant: TenantRef };
  /** A step that was skipped in OCP: its work is undone. */
  readonly do_by_hand: { readonly taskId: string; readonly step: { readonly id: string; readonly name: string } };
  /** The new primary has no standby. */
  readonly rebuild: { readonly tenant: TenantRef };
  readonly back_up: { readonly tenant: TenantRef };
  /** Other standbys of these tenants follow the old primary, as far as anybody knows. */
  readonly check_standbys: object;
  /** The way back, if one is wanted. `ocp`: at which other OCP; null: at this one. */
  readonly switch_back: { readonly ocp: OtherOcp | null };
}

export type ToDoKind = keyof Bodies;

export type ToDoOf<Kind extends ToDoKind = ToDoKind> = {
  readonly [One in Kind]: {
    readonly kind: One /** The same whenever it is read. */;
    readonly id: string;
  } & Bodies[One];
}[Kind];

export type ToDo = ToDoOf;

/** `about`: makes the id, with the kind. */
function toDo<Kind extends ToDoKind>(kind: Kind, about: string, body: Bodies[Kind]) {
  return { kind, id: about === '' ? kind : `${kind}:${about}`, ...body };
}

/** By the request's own tenant: one of another OCP may have the ids of somebody else here. */
function ofTarget<Kind extends ToDoKind>(kind: Kind, { tenant }: Target, body: Bodies[Kind]) {
  return toDo(kind, `${tenant.clusterId}:${tenant.tenantId}`, body);
}

/** Empty while the request goes on, and when nothing was changed. */
export function toDosOf(state: RequestState): readonly ToDo[] {
  const { outcome } = state;
  if (outcome === null) return [];
  const moved = resultsOf(state).flatMap((one) => (one.outcome === 'succeeded' ? [one.target] : []));
  const after = moved.length === 0 ? [] : afterwards[state.operation.kind](state, moved);
  return outcome === 'succeeded' ? after : [...open(state), ...after];
}

function open(state: RequestState): readonly ToDo[] {
  const unproven = followedTasks(state).filter(({ followed }) => followed.stage !== 'succeeded');
  return [
    ...unproven.map(({ followed: { task } }) =>
      toDo('look_in_ocp', task.id, { task: { id: task.id, name: task.name } }),
    ),
    ...dueReadings(state).map(({ target }) => ofTarget('read_roles', target, { tenant: newPrimaryOf(target) })),
  ];
}

type Afterwards = (state: RequestState, moved: readonly Target[]) => readonly ToDo[];

/** By what an operation leaves to be done: above all, whether its old primary must be fenced. */
const afterwards: Readonly<Record<OperationKind, Afterwards>> = {
  failover: (state, moved) => {
    const targets = ofKind('failover', moved);
    return [
      ...targets.flatMap((target) => [fence(state, target), clients(state, target)]),
      ...byHand(state),
      ...targets.map((target) => ofTarget('rebuild', target, { tenant: target.tenant })),
      ...targets.map((target) => ofTarget('back_up', target, { tenant: target.tenant })),
    ];
  },
  switchover: (state, moved) => {
    const targets = ofKind('switchover', moved);
    const unread = unreadOf(state, targets);
    const back = (ocp: OtherOcp | null) => toDo('switch_back', ocp?.id ?? '', { ocp });
    const others = new Map(unread.map(({ ocp }) => [ocp.id, back(ocp)]));
    return [
      ...unread.map(({ target, ocp }) => ofTarget('verify_elsewhere', target, { tenant: target.standby, ocp })),
      ...targets.flatMap((target) => [
        ofTarget('check_sync', target, { tenant: target.tenant }),
        followed(state, target),
      ]),
      ...byHand(state),
      toDo('check_standbys', '', {}),
      ...(targets.length > unread.length ? [back(null)] : []),
      ...others.values(),
    ];
  },
};

function fence(state: RequestState, target: FailoverTarget): ToDo {
  const tenant = primaryOf(state, target);
  return tenant ? ofTarget('fence', target, { tenant }) : ofTarget('fence_unnamed', target, { tenant: target.tenant });
}

function clients(state: RequestState, target: FailoverTarget): ToDo {
  const { tenant, serviceName: to } = target;
  const from = oldServiceName(state, target);
  if (from === null) return ofTarget('point', target, { tenant, to });
  if (from === to) return ofTarget('check_lost_writes', target, { tenant, serviceName: from });
  return ofTarget('repoint', target, { tenant, from, to });
}

function followed(state: RequestState, target: SwitchoverTarget): ToDo {
  const tenant = target.standby;
  const serviceName = oldServiceName(state, target);
  return serviceName === null
    ? ofTarget('reconnect', target, { tenant })
    : ofTarget('check_followed', target, { tenant, serviceName });
}

function byHand(state: RequestState): readonly ToDo[] {
  return followedTasks(state).flatMap(({ followed: { task } }) =>
    skipped(task).map(({ id, name }) =>
      toDo('do_by_hand', `${task.id}:${id}`, { taskId: task.id, step: { id, name } }),
    ),
  );
}
