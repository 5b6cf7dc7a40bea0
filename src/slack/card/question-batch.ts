/** The question about many tenants: the weight once, then every tenant on one line, then OCP's findings. mrkdwn lines. */
import type { KnownBlock } from '@slack/types';
import { findingKey, type TargetInspection } from '../../operation/inspection.ts';
import {
  chosenTenants,
  type FailoverTarget,
  type OperationKind,
  type SwitchoverTarget,
  type Target,
  type TargetOf,
} from '../../operation/operation.ts';
import type { PrecheckItem } from '../../operation/tenant.ts';
import type { RequestState } from '../../request/state.ts';
import { words } from '../../text/words.ts';
import { section } from '../blocks/blocks.ts';
import type { Room } from './question.ts';
import { safe } from '../blocks/escape.ts';
import { listed, ocpName, roleText, targetName, within } from '../blocks/names.ts';
import { inspected, oldServiceName, primaryOf } from '../../request/targets.ts';
import { takeoverOf } from '../../view/takeovers.ts';
import { notesOf } from '../sentences/candidates.ts';
import { looksAlive } from '../sentences/outcome.ts';
import { itemText, verdictWords } from '../sentences/precheck.ts';
import { sections } from '../sentences/steps.ts';

/** `precheck`: only what OCP found, where that has ended the request. */
export function questionOfMany(
  state: RequestState,
  targets: readonly Target[],
  room: Room,
  what: 'all' | 'precheck' = 'all',
): readonly KnownBlock[] {
  const found = [...verdictLines(state, targets), ...findingLines(state, targets, room)];
  if (what === 'precheck') return sections(found);
  const clusters = new Set(targets.map(({ tenant }) => tenant.clusterId)).size;
  const own = words.operation[state.operation.kind].many;
  const rule = clusters > 1 ? [words.batch.stopRule[state.operation.stopRule]] : [];
  return [
    section([own.willHappen(targets.length, clusters), own.weight, ...looksAlive(state, targets), ...rule].join('\n')),
    ...sections(targetLines(state, targets, room)),
    ...sections(found),
  ];
}

/** Grouped by cluster, in the order in which OCP is called. */
function targetLines(state: RequestState, targets: readonly Target[], room: Room): readonly string[] {
  const { batch } = words;
  const clusters = [...new Set(targets.map(({ tenant }) => tenant.clusterId))];
  // A heading for each tenant would say everything twice.
  if (clusters.length > 1 && clusters.length === targets.length)
    return targets.map((target) => targetLine(state, target, room.tenantNames, 'placed'));
  return clusters.flatMap((clusterId, index) => {
    const own = targets.filter(({ tenant }) => tenant.clusterId === clusterId);
    const name = safe(own[0]?.tenant.clusterName ?? '', room.tenantNames);
    return [
      batch.cluster(index + 1, name, batch.tenants(own.length)),
      ...own.map((target) => targetLine(state, target, room.tenantNames)),
    ];
  });
}

function targetLine(state: RequestState, target: Target, names: number, placed: 'placed' | null = null): string {
  const { batch } = words;
  const reading = inspected(state, target);
  const running = reading?.runningTask ?? null;
  const notes = [
    ...ownNotes(state, target, reading, names),
    ...(running ? [batch.taskNote(words.world.withId(safe(running.name, names), safe(running.id, 20)))] : []),
    ...(reading?.unreadTasks ?? []).slice(0, 1).map(({ id }) => batch.unreadTaskNote(id && safe(id, 20))),
    ...(reading && !(reading.precheck.passed && reading.precheck.items.length === 0)
      ? [verdictWords(reading.precheck)]
      : []),
  ];
  const isPair = chosenTenants(target).length > 1;
  const name = isPair || placed ? targetName(target, names) : safe(target.tenant.tenantName, names);
  return batch.target(name, notes.join(words.world.semicolon));
}

type Notes<Kind extends OperationKind> = (
  state: RequestState,
  target: TargetOf<Kind>,
  reading: TargetInspection | null,
  names: number,
) => readonly string[];

const notes: { readonly [Kind in OperationKind]: Notes<Kind> } = { failover: standbyNotes, switchover: pairNotes };

function ownNotes<Kind extends OperationKind>(
  state: RequestState,
  target: TargetOf<Kind>,
  reading: TargetInspection | null,
  names: number,
): readonly string[] {
  return notes[target.kind](state, target, reading, names);
}

function standbyNotes(
  state: RequestState,
  target: FailoverTarget,
  reading: TargetInspection | null,
  names: number,
): readonly string[] {
  const { batch, world } = words;
  const primary = primaryOf(state, target);
  const old = oldServiceName(state, target);
  const status = safe(reading?.primaryStatus ?? world.notTold, Math.min(20, names));
  const takeover = takeoverOf(state.candidates, target);
  return [
    ...unusual(reading, 'STANDBY', targetName(target, names), names),
    primary
      ? batch.primaryNote(world.on(safe(primary.tenantName, names), safe(primary.clusterName, names)), status)
      : batch.noPrimaryNote,
    ...(primary && reading?.primaryElsewhere
      ? [words.elsewhere.note(safe(primary.tenantName, names), ocpName(reading.primaryElsewhere))]
      : []),
    ...(takeover ? notesOf(takeover, names) : []),
    ...nameNotes(target.serviceName, old, names),
  ];
}

function nameNotes(name: string | null, old: string | null, names: number): readonly string[] {
  const { batch } = words;
  if (name === null) return old === null ? [] : [batch.nameLost(safe(old, names))];
  return [
    old === null || old === name
      ? batch.nameNew(safe(name, names))
      : batch.nameChanged(safe(name, names), safe(old, names)),
  ];
}

/** Both roles, where they are not a primary and a standby that are well. */
function pairNotes(
  _: RequestState,
  target: SwitchoverTarget,
  reading: TargetInspection | null,
  names: number,
): readonly string[] {
  const standby = reading?.standby ?? null;
  const of = (tenant: Target['tenant']) =>
    words.world.on(safe(tenant.tenantName, names), safe(tenant.clusterName, names));
  return [
    ...unusual(reading, 'PRIMARY', of(target.tenant), names),
    ...(reading ? unusual(standby ?? { role: null, status: null }, 'STANDBY', of(target.standby), names) : []),
    ...(standby?.elsewhere ? [words.elsewhere.note(of(target.standby), ocpName(standby.elsewhere))] : []),
  ];
}

function unusual(
  read: { readonly role: string | null; readonly status: string | null } | null,
  expected: string,
  tenant: string,
  names: number,
): readonly string[] {
  if (read === null || (read.role === expected && read.status === 'NORMAL')) return [];
  const { notTold } = words.world;
  const max = Math.min(20, names);
  return [words.batch.statusNote(tenant, roleText(read.role, max), safe(read.status ?? notTold, max))];
}

function verdictLines(state: RequestState, targets: readonly Target[]): readonly string[] {
  const { batch, card, time, world } = words;
  const readings = targets.flatMap((target) => inspected(state, target) ?? []);
  if (readings.length === 0) return [card.noPrecheck];
  const oldest = Math.min(...readings.map(({ precheck }) => precheck.readAt));
  const read = world.precheck.read(time.when(oldest));
  const verdicts = verdictCounts(readings);
  const [only] = verdicts;
  if (only && verdicts.length === 1) return [batch.precheckAll(readings.length, only.verdict, read)];
  return [
    batch.precheckSome(
      verdicts.map(({ verdict, count }) => batch.verdict(count, verdict)).join(words.world.comma),
      read,
    ),
  ];
}

/** How many tenants have which verdict, the commonest first. */
export function verdictCounts(readings: readonly TargetInspection[]): readonly { verdict: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const { precheck } of readings) {
    const verdict = verdictWords(precheck);
    counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  }
  return [...counts].map(([verdict, count]) => ({ verdict, count })).toSorted((a, b) => b.count - a.count);
}

/** Each finding once, blocking ones first, with the tenants it is about. */
function findingLines(state: RequestState, targets: readonly Target[], room: Room): readonly string[] {
  const found = new Map<string, { item: PrecheckItem; names: string[] }>();
  for (const target of targets) {
    for (const item of inspected(state, target)?.precheck.items ?? []) {
      const known = found.get(findingKey(item)) ?? { item, names: [] };
      known.names.push(safe(target.tenant.tenantName, Math.min(24, room.tenantNames)));
      found.set(findingKey(item), known);
    }
  }
  if (found.size === 0) return [];
  const { batch, world } = words;
  const all = [...found.values()];
  const sorted = [...all.filter(({ item }) => item.blocking), ...all.filter(({ item }) => !item.blocking)];
  const each = Math.max(24, Math.min(240, Math.floor(room.items / sorted.length) - 60));
  const lines = sorted.map(({ item, names }) => {
    const label = item.blocking ? world.precheck.blocking : world.precheck.warning;
    return batch.finding(words.world.labelled(label, itemText(item, each)), listed(names, 3));
  });
  return within([batch.findings, ...lines], Math.max(400, room.items));
}
