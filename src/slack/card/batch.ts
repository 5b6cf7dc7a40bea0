/** A running request for several tenants: first what needs a person, then what is running, then everything else by name. */
import type { KnownBlock } from '@slack/types';
import type { Call, RequestState } from '../../request/state.ts';
import { progress } from '../../task/progress.ts';
import { words } from '../../text/words.ts';
import { section } from '../blocks/blocks.ts';
import { type CallOptions, graphBlocks, mismatchLines } from './calls.ts';
import { detailText } from '../sentences/cause.ts';
import { safe } from '../blocks/escape.ts';
import { failureOf } from '../../view/failure.ts';
import { movesBy, type TargetResult } from '../../view/outcomes.ts';
import type { RequestView } from '../../view/request.ts';
import { failureWords, followWords, shortWorld, unclearWords } from '../sentences/failure.ts';
import { inARow, targetName, within } from '../blocks/names.ts';
import { countsLine, groupLines } from '../sentences/outcome.ts';
import { sentRemedyLines } from '../sentences/remedies.ts';
import { rolesOf } from '../sentences/roles.ts';
import { currentWords, sections, stepName } from '../sentences/steps.ts';

export interface BatchOptions extends CallOptions {
  /** The maximum length of a tenant's or cluster's name. */
  readonly tenantNames: number;
  /** How many failed tenants get the full sentence on what remains true; the others get a short one. */
  readonly worlds: number;
  /** How many tasks get their whole graph. */
  readonly graphs: number;
}

/** Counts, what needs a person, what is running, the calls, the rest; no tenant is left out. */
export function batchBlocks(view: RequestView, options: BatchOptions): readonly KnownBlock[] {
  const { state, groups } = view;
  const members = (by: ReturnType<typeof movesBy>) =>
    groups.flatMap((group) => (movesBy(group) === by ? group.members : []));
  // The question itself names the tenants that it is about.
  const asked = state.phase === 'waiting' && state.proposal === null;
  const rest = groups.filter((group) => movesBy(group) === 'rest' && !(asked && group.outcome === 'waiting'));
  const needs = members('person');
  const runs = members('going');
  // At the end the outcome of each tenant is above; only the failures and calls still need an explanation.
  const ended = state.phase === 'ended';
  const open =
    state.phase === 'executing' && state.calls.length > 1 && state.calls.some((call) => call.status === 'waiting');
  return [
    ...(ended
      ? []
      : [
          section(
            [
              countsLine(view),
              ...(open ? [words.batch.stopRule[state.operation.stopRule]] : []),
              ...sentRemedyLines(state),
            ].join('\n'),
          ),
        ]),
    ...sections(needsLines(state, needs, options)),
    ...(ended ? [] : sections(runsLines(runs, options))),
    ...sections(callLines(view, options)),
    ...(ended ? [] : sections(rest.flatMap((group) => groupLines(group, options.tenantNames)))),
    ...graphsOf(state, [...needs, ...runs], options),
  ];
}

function needsLines(state: RequestState, needs: readonly TargetResult[], options: BatchOptions): readonly string[] {
  if (needs.length === 0) return [];
  const { batch, operation } = words;
  const failed = needs.filter(({ outcome }) => outcome === 'failed');
  const lines = needs.map((one, at) => {
    const place = one.outcome === 'failed' ? failed.indexOf(one) : at;
    return needLine(state, one, place < options.worlds, options);
  });
  const lost = needs.some(({ outcome }) => outcome === 'lost') && state.phase !== 'ended';
  const first = failed[0]?.followed;
  return [
    batch.needsPerson,
    ...lines,
    ...(first && state.phase !== 'ended' && state.proposal === null ? [followWords(first.task)] : []),
    ...(lost ? [operation[state.operation.kind].lostAdvice] : []),
  ];
}

function needLine(state: RequestState, one: TargetResult, whole: boolean, options: BatchOptions): string {
  const { batch } = words;
  const name = targetName(one.target, options.tenantNames);
  const task = one.followed?.task;
  const ended = state.phase === 'ended';
  // While people decide, each tenant's own line shows them; at the end they are with the outcome.
  const roles = ended || !whole ? [] : rolesOf(state, one.index, one.target.tenant.tenantId, options.tenantNames);
  if (one.outcome !== 'failed' || !task) return inARow(batch.needs(name, outcomeWords(state, one)), ...roles);
  const failure = failureOf(state, task);
  const { step } = failure;
  const world = whole
    ? inARow(failureWords(state, failure), ...roles)
    : shortWorld(state.operation.kind, failure.stepsReach);
  return step ? batch.failedAt(name, stepName(task, step, options.names), world) : batch.failed(name, world);
}

function outcomeWords(state: RequestState, { outcome, followed }: TargetResult): string {
  const said = words.batch.outcome[outcome];
  if (outcome !== 'unclear' || followed === null) return said;
  return words.world.labelled(said, unclearWords(state.operation.kind, followed));
}

function runsLines(runs: readonly TargetResult[], options: BatchOptions): readonly string[] {
  if (runs.length === 0) return [];
  return [words.batch.runs, ...runs.map((one) => runLine(one, options))];
}

/** With its step, and where there is room, how long the step has been running. */
function runLine({ target, outcome, followed }: TargetResult, options: BatchOptions): string {
  const { batch, card } = words;
  const name = targetName(target, options.tenantNames);
  const current = followed && outcome === 'running' ? progress(followed.task).current : null;
  if (!followed || !current) return batch.running(name, batch.outcome[outcome]);
  const step = stepName(followed.task, current, options.names);
  const what = options.worlds > 0 ? words.world.detailed(step, currentWords(current, options.now)) : step;
  return batch.running(name, followed.task.operation === 'ROLLBACK' ? card.beingRolledBack(what) : what);
}

/** More calls than these are counted by state, but what OCP refused is shown for each. */
const CALLS_LISTED = 6;

/** One line per call where there are several, or where the only call is more than accepted. */
function callLines(view: RequestView, options: BatchOptions): readonly string[] {
  const { state } = view;
  const { batch } = words;
  const refused = state.calls.filter(({ status }) => status === 'refused').length;
  const room = Math.max(24, Math.min(400, Math.floor(1_600 / Math.max(1, refused))));
  const crowded = state.calls.length > CALLS_LISTED;
  const lines = state.calls.flatMap((call, index) => {
    const head = batch.cluster(
      index + 1,
      safe(call.clusterName, options.tenantNames),
      batch.tenants(call.targets.length),
    );
    // The end of an accepted call already shows that OCP accepted it.
    const told = state.phase === 'ended' && call.status === 'accepted';
    const wanted = crowded
      ? call.status === 'refused'
      : !told && (state.calls.length > 1 || (call.status !== 'accepted' && call.status !== 'waiting'));
    return wanted ? [batch.call(head, callState(view, call, room))] : [];
  });
  const odd = state.calls.flatMap((call) =>
    call.status === 'accepted' ? mismatchLines(state, call, options.tenantNames) : [],
  );
  return [...(crowded ? [countedCalls(view)] : []), ...lines, ...within(odd, 1_500)];
}

/** `*Calls:* 3 accepted by OCP, 47 waiting its turn.` */
function countedCalls(view: RequestView): string {
  const { batch } = words;
  const counts = new Map<string, number>();
  for (const call of view.state.calls) {
    const said = call.status === 'refused' ? batch.outcome.refused : callState(view, call, 0);
    counts.set(said, (counts.get(said) ?? 0) + 1);
  }
  return batch.calls([...counts].map(([said, count]) => batch.count(count, said)).join(words.world.comma));
}

function callState({ state, results }: RequestView, call: Call, room: number): string {
  const { callState: said } = words.batch;
  if (call.status === 'refused') return said.refused(detailText(call.refusal?.why ?? null, room));
  if (call.status === 'waiting' && state.phase === 'ended') return said.notSent;
  // The outcome of its tenants says more than "accepted", where it is the same for all.
  const [outcome, ...others] = new Set(results.flatMap((one) => (one.call === call ? [one.outcome] : [])));
  return call.status === 'accepted' && outcome && others.length === 0
    ? words.batch.outcome[outcome]
    : said[call.status];
}

/** With more tenants than this, running ones get a line, and only failed ones a graph. */
const GRAPHS_OF_RUNNING = 3;

/** First the graphs of what needs a person, then of what is running: as many as fit, none while people decide. */
function graphsOf(state: RequestState, open: readonly TargetResult[], options: BatchOptions): readonly KnownBlock[] {
  if (state.phase === 'waiting' || state.phase === 'approved') return [];
  const few = state.operation.targets.length <= GRAPHS_OF_RUNNING;
  const shown = open.filter(({ outcome }) => outcome === 'failed' || (few && outcome === 'running'));
  return shown
    .slice(0, options.graphs)
    .flatMap(({ target, call, followed }) =>
      followed
        ? [section(`*${targetName(target, options.tenantNames)}*`), ...graphBlocks(call, followed, options)]
        : [],
    );
}
