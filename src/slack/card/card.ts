/** A request's card: the root message of its thread, always drawn from the stored state. */
import type { KnownBlock } from '@slack/types';
import { newPrimaryOf, oldPrimaryOf, type Target } from '../../operation/operation.ts';
import type { TenantRef } from '../../operation/tenant.ts';
import type { RequestState } from '../../request/state.ts';
import { words } from '../../text/words.ts';
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
} from '../blocks/blocks.ts';
import { batchBlocks, type BatchOptions } from './batch.ts';
import { calls } from './calls.ts';
import {
  approvedSection,
  changedSection,
  mayApprove,
  precheckSections,
  question,
  reasonSections,
  type Room,
} from './question.ts';
import { causeText } from '../sentences/cause.ts';
import { cut, plain, safe } from '../blocks/escape.ts';
import type { RequestView } from '../../view/request.ts';
import type { Again, Approved, Ended, Question, Status } from '../../view/question/status.ts';
import { many } from '../../view/targets.ts';
import { listed, mention, ruleNames, targetNames } from '../blocks/names.ts';
import { tookLines, truthLines } from '../sentences/outcome.ts';
import { remedyDoes, remedyNoun, remedyWorld } from '../sentences/remedies.ts';
import { sections } from '../sentences/steps.ts';
import { heldLines } from '../sentences/stops.ts';
import { toDoBlocks } from './to-dos.ts';

export type { Rendered } from '../blocks/blocks.ts';

interface CardOptions {
  /** False where Slack has refused the `plan` block: the graph becomes plain text. */
  readonly plan: boolean;
}

type Detail = Room & Omit<BatchOptions, 'now' | 'plan'>;

/**
 * Tried one after another until the card fits. Reasons, item texts and names get shorter; the steps of one tenant stay, up
 * to 60 of them, and of many tenants every outcome stays.
 */
const details: readonly [Detail, ...Detail[]] = [
  { reason: 1_200, items: 2_400, targets: 2, names: 75, steps: 1_000, tenantNames: 64, worlds: 3, graphs: 2 },
  { reason: 600, items: 1_600, targets: 2, names: 40, steps: 1_000, tenantNames: 40, worlds: 2, graphs: 1 },
  { reason: 300, items: 1_000, targets: 2, names: 20, steps: 1_000, tenantNames: 24, worlds: 1, graphs: 1 },
  { reason: 150, items: 400, targets: 1, names: 16, steps: 60, tenantNames: 18, worlds: 1, graphs: 0 },
  { reason: 100, items: 300, targets: 1, names: 12, steps: 60, tenantNames: 12, worlds: 0, graphs: 0 },
];

/** Never more than MESSAGE_MAX characters of blocks and TEXT_MAX of text, whatever the input. */
export function renderCard(view: RequestView, options: CardOptions): Rendered {
  const [first, ...shorter] = details;
  let blocks = cardBlocks(view, options, first);
  for (const detail of shorter) {
    if (fitsMessage(blocks)) break;
    blocks = cardBlocks(view, options, detail);
  }
  return { text: fallback(blocks), blocks };
}

function fitsMessage(blocks: readonly KnownBlock[]): boolean {
  return sizeOf(blocks) <= MESSAGE_MAX && blocks.length <= BLOCKS_MAX;
}

function cardBlocks(view: RequestView, options: CardOptions, detail: Detail): KnownBlock[] {
  const { state } = view;
  return [
    header(title(state)),
    ...held(state),
    ...heldUp(state),
    ...body(view, options, detail),
    footer(state),
    ...actions(view),
  ];
}

function body(view: RequestView, options: CardOptions, detail: Detail): readonly KnownBlock[] {
  const { state, status, isSent } = view;
  const progressed = () => callsBlocks(view, options, detail);
  switch (status.kind) {
    case 'checking':
    case 'question':
    case 'approved': {
      const line = statusLine(status, view.again);
      if (state.proposal?.kind === 'remedy') return remedyQuestion(view, line, progressed(), detail);
      return [
        section(line),
        ...question(view, detail),
        // Part of it is with OCP already: that goes on while the rest is decided.
        ...(isSent && many(state) ? progressed() : []),
      ];
    }
    case 'executing':
      return [...progressed(), ...reasonSections(state, shortened(detail)), ...approvedSection(view)];
    case 'ended':
      return [
        ...sections([endLine(status), ...truth(view), ...closingReason(status)]),
        ...(status.isEarly ? precheckSections(state, detail) : []),
        ...toDoBlocks(view, detail.tenantNames),
        ...(isSent ? progressed() : []),
        ...reasonSections(state, shortened(detail)),
        ...approvedSection(view),
        ...tookLines(view).map(section),
      ];
  }
}

function callsBlocks(view: RequestView, { plan }: CardOptions, detail: Detail): readonly KnownBlock[] {
  const { state, now } = view;
  return many(state) ? batchBlocks(view, { ...detail, plan, now }) : calls(state, { ...detail, plan, now });
}

/** What is proposed for which step of which tenant, what it means, and the task as it stands. */
function remedyQuestion(
  view: RequestView,
  status: string,
  progressed: readonly KnownBlock[],
  room: Detail,
): readonly KnownBlock[] {
  const { state, proposed } = view;
  const { when } = words.time;
  const { proposal } = state;
  const lines =
    proposed && proposal
      ? [
          words.remedy.proposed(
            remedyNoun(state, proposed),
            mention(proposal.by),
            when(proposal.at),
            remedyDoes(proposed),
          ),
          remedyWorld(state, proposed, 'long'),
        ]
      : [];
  return [
    section([...lines, status].join('\n')),
    ...changedSection(view, room),
    ...progressed,
    ...reasonSections(state, shortened(room)),
    mayApprove(state),
    ...approvedSection(view),
  ];
}

/** Once decided, the reason matters less than what happens. */
function shortened(detail: Detail): Room {
  return { ...detail, reason: Math.min(detail.reason, 300) };
}

/** Before anything else: what keeps everybody from approving, and the bot from sending. */
function held({ stops }: RequestState): readonly KnownBlock[] {
  const lines = heldLines(stops);
  return lines.length === 0 ? [] : [section(cut(lines.join('\n'), SECTION_MAX))];
}

/** What stands in the way comes first: everything below it may be older than it looks. */
function heldUp({ heldUp: trouble }: RequestState): readonly KnownBlock[] {
  if (trouble === null) return [];
  const { when } = words.time;
  return [section(words.card.heldUp(causeText(trouble.why, 600), when(trouble.at)))];
}

function title(state: RequestState): string {
  const { tenants } = words.card;
  const targets: readonly Target[] = state.operation.targets;
  const names = [...new Set(targets.map(({ tenant }) => plain(tenant.tenantName, 40)))];
  return words.operation[state.operation.kind].title(
    targets.length > 2 ? tenants(targets.length) : listed(names, 2),
    places(targets.flatMap((target) => oldPrimaryOf(target) ?? [])),
    places(targets.map(newPrimaryOf)),
  );
}

function places(tenants: readonly TenantRef[]): string {
  const names = [...new Set(tenants.map(({ clusterName }) => plain(clusterName, 40)))];
  return names.length > 2 ? words.card.clusters(names.length) : listed(names, 2);
}

function statusLine(status: Exclude<Status, { kind: 'executing' | 'ended' }>, again: Again | null): string {
  if (status.kind === 'checking') return words.card.status.checking;
  return status.kind === 'approved' ? approvedLine(status) : questionLines(status, again).join('\n');
}

function questionLines({ proposal, have, need, expiresAt, rest }: Question, again: Again | null): readonly string[] {
  const { status } = words.card;
  const { when } = words.time;
  const waiting = status.waiting(have, need, when(expiresAt));
  if (proposal?.kind === 'resend') return [status.resend(mention(proposal.by), when(proposal.at)), waiting];
  return [
    ...(again === null ? [] : [status.returned[again]]),
    ...(again !== null && rest.length > 0 ? [status.rest(targetNames(rest, 24))] : []),
    waiting,
  ];
}

function approvedLine({ what, isAgain, startBy }: Approved): string {
  const { approved, approvedAgain, approvedRemedy, approvedRemedyAgain } = words.card.status;
  const by = startBy === null ? words.world.notTold : words.time.when(startBy);
  if (what === 'remedy') return (isAgain ? approvedRemedyAgain : approvedRemedy)(by);
  return (isAgain ? approvedAgain : approved)(by);
}

function endLine({ outcome, by, at }: Ended): string {
  const { status } = words.card;
  const said = words.world.outcome[outcome];
  return by === null ? status.ended(said, words.time.when(at)) : status.endedBy(said, mention(by), words.time.when(at));
}

function closingReason({ reason }: Ended): readonly string[] {
  return reason === null ? [] : [words.card.because(safe(reason, 600))];
}

/** The one refused call tells itself, below. */
function truth(view: RequestView): readonly string[] {
  const [only, ...others] = view.results;
  const told = only?.outcome === 'refused' && others.length === 0;
  return told ? [] : truthLines(view);
}

function footer(state: RequestState): KnownBlock {
  return context(words.card.request(safe(state.id, 64), ruleNames(state.rule)));
}
