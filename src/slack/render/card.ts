/** A request's card: the root message of its thread, always drawn from the stored state. */
import type { KnownBlock } from '@slack/types';
import { nextCall, type RequestState } from '../../request/state.ts';
import { words } from '../words/words.ts';
import { actions } from './actions.ts';
import {
  BLOCKS_MAX,
  context,
  fallback,
  header,
  MESSAGE_MAX,
  type Rendered,
  SECTION_MAX,
  section,
  sizeOf,
} from './blocks.ts';
import { calls, type CallOptions } from './card-calls.ts';
import { approvedSection, precheckSections, question, reasonSections, type Room } from './card-question.ts';
import { plain, safe } from './escape.ts';
import { listed, mention, within } from './names.ts';
import { todoLines, tookLines, truthLines } from './outcome.ts';

export type { Rendered } from './blocks.ts';

interface CardOptions {
  /** Milliseconds since the epoch: elapsed times count up to here. */
  readonly now: number;
  /** False where Slack has refused the `plan` block: the graph becomes plain text. */
  readonly plan: boolean;
}

interface Detail extends Room {
  readonly names: number;
  readonly steps: number;
}

/** Tried one after another until the card fits. Reasons, item texts and names get shorter; steps stay, up to 60 of them. */
const details: readonly [Detail, ...Detail[]] = [
  { reason: 1_200, items: 2_400, targets: 5, names: 75, steps: 1_000 },
  { reason: 600, items: 1_600, targets: 3, names: 40, steps: 1_000 },
  { reason: 300, items: 1_000, targets: 2, names: 20, steps: 1_000 },
  { reason: 150, items: 400, targets: 1, names: 16, steps: 60 },
];

/** Never more than MESSAGE_MAX characters of blocks and TEXT_MAX of text, whatever the input. */
export function renderCard(state: RequestState, options: CardOptions): Rendered {
  const [first, ...shorter] = details;
  let blocks = cardBlocks(state, options, first);
  for (const detail of shorter) {
    if (fitsMessage(blocks)) break;
    blocks = cardBlocks(state, options, detail);
  }
  return { text: fallback(blocks), blocks };
}

function fitsMessage(blocks: readonly KnownBlock[]): boolean {
  return sizeOf(blocks) <= MESSAGE_MAX && blocks.length <= BLOCKS_MAX;
}

function cardBlocks(state: RequestState, options: CardOptions, detail: Detail): KnownBlock[] {
  return [header(title(state)), ...heldUp(state), ...body(state, options, detail), footer(state), ...actions(state)];
}

function body(state: RequestState, options: CardOptions, detail: Detail): readonly KnownBlock[] {
  const callOptions: CallOptions = { ...options, names: detail.names, steps: detail.steps };
  switch (state.phase) {
    case 'checking':
    case 'waiting':
    case 'approved':
      return [section(statusLine(state)), ...question(state, detail)];
    case 'executing':
      return [...calls(state, callOptions), ...reasonSections(state, shortened(detail)), ...approvedSection(state)];
    case 'ended':
      return [
        section([endLine(state), ...truth(state), ...closingReason(state)].join('\n')),
        ...(refusedByPrecheck(state) ? precheckSections(state, detail) : []),
        ...todoSection(state),
        ...calls(state, callOptions),
        ...reasonSections(state, shortened(detail)),
        ...approvedSection(state),
        ...tookLines(state).map(section),
      ];
  }
}

/** Once decided, the reason matters less than what happens. */
function shortened(detail: Detail): Room {
  return { ...detail, reason: Math.min(detail.reason, 300) };
}

/** What stands in the way comes first: everything below it may be older than it looks. */
function heldUp({ heldUp: trouble }: RequestState): readonly KnownBlock[] {
  if (trouble === null) return [];
  const { when } = words.time;
  return [section(words.card.heldUp(safe(trouble.message, 600), when(trouble.at)))];
}

function title(state: RequestState): string {
  const { title: fromTo, tenants, clusters } = words.card;
  const names = [...new Set(state.operation.targets.map(({ tenant }) => plain(tenant.tenantName, 64)))];
  const places = [...new Set(state.operation.targets.map(({ tenant }) => plain(tenant.clusterName, 64)))];
  return fromTo(
    names.length > 2 ? tenants(names.length) : listed(names, 2),
    places.length > 2 ? clusters(places.length) : listed(places, 2),
  );
}

function statusLine(state: RequestState): string {
  const { status } = words.card;
  const { when } = words.time;
  const startBy = state.startBy === null ? words.world.notTold : when(state.startBy);
  if (state.phase === 'checking') return status.checking;
  if (state.phase === 'approved') {
    const tried = state.proposal === null && (nextCall(state)?.call.attempt ?? 0) > 0;
    return tried ? status.approvedAgain(startBy) : status.approved(startBy);
  }
  const waiting = status.waiting(state.approvals.length, state.rule.approvals, when(state.expiresAt));
  if (state.proposal) return `${status.resend(mention(state.proposal.by), when(state.proposal.at))}\n${waiting}`;
  return state.round > 1 ? `${status.returned}\n${waiting}` : waiting;
}

function endLine(state: RequestState): string {
  const { status } = words.card;
  const outcome = state.outcome === null ? '' : words.world.outcome[state.outcome];
  const at = words.time.when(state.endedAt ?? state.requestedAt);
  return state.closed?.by ? status.endedBy(outcome, mention(state.closed.by), at) : status.ended(outcome, at);
}

function closingReason(state: RequestState): readonly string[] {
  const reason = state.closed?.reason ?? '';
  return reason.trim() === '' ? [] : [words.card.because(safe(reason, 600))];
}

/** A refused call tells itself, below. */
function truth(state: RequestState): readonly string[] {
  return state.outcome === 'refused' && !refusedByPrecheck(state) ? [] : truthLines(state);
}

function refusedByPrecheck(state: RequestState): boolean {
  return state.outcome === 'refused' && state.calls.every(({ refusal }) => refusal === null);
}

function todoSection(state: RequestState): readonly KnownBlock[] {
  const lines = todoLines(state);
  if (lines.length === 0) return [];
  const numbered = lines.map((line, at) => `${at + 1}. ${line}`);
  return [section(within([`*${words.world.todo.title}:*`, ...numbered], SECTION_MAX - 50).join('\n'))];
}

function footer(state: RequestState): KnownBlock {
  return context(words.card.request(safe(state.id, 64), safe(state.rule.name, 64)));
}
