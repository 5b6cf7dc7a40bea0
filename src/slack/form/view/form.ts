/** Modals. Block ids and action ids stay the same from one update to the next, or Slack would drop what was typed. */
import type { ActionsBlock, InputBlock, KnownBlock, ModalView, SectionBlock } from '@slack/types';
import { kinds } from '../../../operation/kinds/index.ts';
import type { Choice } from '../../../operation/choices.ts';
import { type CandidateFamily, hasChoice } from '../../../operation/candidates/candidates.ts';
import { newPrimaryOf, type OperationKind, type StopRule } from '../../../operation/operation.ts';
import type { NameDecision, RootName } from '../../../operation/service-name.ts';
import type { Pace } from '../../../request/decide/dispatch.ts';
import type { StopInForce } from '../../../stop/in-force.ts';
import type { Destination } from '../targets/destination.ts';
import type { Side } from '../targets/typed.ts';
import { EXCLUDED, SELECTED_MAX, targetsBlock } from './fields.ts';
import { words } from '../../../text/words.ts';
import { mrkdwn, plainText, section, SECTION_MAX } from '../../blocks/blocks.ts';
import { cut, plain, safe } from '../../blocks/escape.ts';
import { destinationText, keepsBack } from './destination.ts';
import { optionOf } from './options.ts';
import { paceInputs } from './pace.ts';
import { isBlocked, precheckSections, type ShownChoice } from './prechecks.ts';
import { takeoverOf } from '../../../view/takeovers.ts';
import { within } from '../../blocks/names.ts';
import { serviceNameBlocks } from './service-names.ts';
import { familyBlock, warningLines } from '../../sentences/candidates.ts';
import { inForceLines } from '../../sentences/stops.ts';

export interface FormModel {
  readonly kind: OperationKind;
  /** Opaque: what the form is about is stored under it, not carried through the client. */
  readonly draftId: string;
  /** opening: on screen at once, before OCP and Slack were asked anything. */
  readonly stage: 'opening' | 'ready';
  /** Where the request will be posted, or why it will not. */
  readonly destination: Destination;
  /** What the select holds and will be asked for. */
  readonly chosen: readonly ShownChoice[];
  /** The families of lost primaries among these, or of what was typed. */
  readonly families: readonly CandidateFamily[];
  /** When it is drawn, ms since the epoch. */
  readonly now: number;
  /** What the select holds and will not be asked for. */
  readonly dropped: readonly Choice[];
  /** What is to become of the service names; null while nobody has chosen. */
  readonly decision: NameDecision | null;
  /** The names by which clients reach what is chosen. */
  readonly roots: readonly RootName[];
  /** What is chosen and taken out again, where that is more than the select holds. */
  readonly excluded: readonly Choice[];
  /** Of the field that holds the targets: see `targetsBlock`. */
  readonly generation: number;
  readonly sides: readonly Side[];
  /** Families whose primary is lost and of which nothing is chosen. */
  readonly lost: number;
  /** What the fields begin with, where they have not been shown before. Service names by tenant id. */
  readonly serviceNames: ReadonlyMap<string, string>;
  readonly reason: string;
  readonly stopRule: StopRule;
  readonly pace: Pace;
  /** The stops and freezes in force: for what is chosen, or, while nothing is, for anything of this kind. */
  readonly stops: readonly StopInForce[];
  /** Something to say first, mrkdwn with untrusted parts escaped (elsewhereText gives such). */
  readonly notice: string | null;
}

/** Of more tenants than this, only families in which there is a choice are listed. */
const SINGLE_MAX = 3;
/** Characters for all families. */
const FAMILIES_MAX = 6_000;

/** The failover or switchover form. */
export function operationForm(model: FormModel): ModalView {
  const { kind, chosen, dropped } = model;
  const text = words.form[kind];
  const base = { type: 'modal', callback_id: kind, private_metadata: model.draftId } as const;
  const frame = { ...base, title: plainText(text.title, 24), close: plainText(words.form.close, 24) };
  const notice = model.notice === null ? [] : [section(cut(model.notice, 1_000))];
  const stops = stopSections(model);
  if (model.stage === 'opening') return { ...frame, blocks: [...stops, ...notice, section(words.form.opening)] };
  const goes = section(destinationText(model.destination));
  // What keeps it back is read before anything more is typed.
  const [before, after] = keepsBack(model.destination) ? [[goes], []] : [[], [goes]];
  const blocks: KnownBlock[] = [
    ...stops,
    ...notice,
    section(text.meaning),
    ...sideButtons(model),
    ...targetsInputs(model),
    ...lostButton(model),
    reasonInput(model.reason),
    ...familySections(model),
    ...precheckSections(kind, chosen, dropped).map(section),
    ...dropButton(model),
    ...before,
    ...(kinds[kind].namesService ? serviceNameBlocks(model) : []),
    ...paceInputs(model),
    ...after,
  ];
  return { ...frame, submit: plainText(words.form.submit, 24), blocks };
}

/** Read before anything is typed: it would be refused. */
function stopSections({ stops, chosen }: FormModel): KnownBlock[] {
  if (stops.length === 0) return [];
  const isCertain = chosen.length > 0 || stops.some(({ scope }) => scope === null);
  const lines = [...inForceLines(stops), isCertain ? words.stop.formChosen : words.stop.form];
  return [section(cut(lines.join('\n'), SECTION_MAX))];
}

/** What is chosen is judged beside what could be: a family without a choice says how much may be lost. */
function familySections({ families, chosen, now }: FormModel): KnownBlock[] {
  const warnings = chosen.flatMap(({ choice }) => {
    const takeover = takeoverOf(families, choice.target);
    return takeover ? warningLines(takeover) : [];
  });
  const many = chosen.length > SINGLE_MAX;
  const shown = families.filter((family) => !many || hasChoice(family));
  const texts = shown.map((family) => familyBlock(family, now).join('\n'));
  return within([...warnings, ...texts], FAMILIES_MAX).map((text) => section(cut(text, SECTION_MAX)));
}

/** A select, or, where it cannot hold what is chosen, how many that are by cluster, and a select for what is taken out. */
function targetsInputs({
  kind,
  chosen,
  dropped,
  excluded,
  generation,
}: FormModel): readonly (SectionBlock | InputBlock)[] {
  const text = words.form[kind];
  const held = [...chosen.map(({ choice }) => choice), ...dropped];
  const all = held.length + excluded.length;
  const element = {
    type: 'multi_external_select',
    min_query_length: 0,
    max_selected_items: SELECTED_MAX,
    placeholder: plainText(words.form.targetsPlaceholder, 150),
  } as const;
  // The choice itself starts the precheck.
  const input = { type: 'input', dispatch_action: true } as const;
  if (all <= SELECTED_MAX)
    return [
      {
        ...input,
        block_id: targetsBlock(kind, generation),
        label: plainText(text.targets, 2_000),
        hint: plainText(text.targetsHint(SELECTED_MAX), 2_000),
        element: {
          ...element,
          action_id: kinds[kind].field,
          ...(held.length > 0 ? { initial_options: held.map(optionOf) } : {}),
        },
      },
    ];
  const places = new Map<string, number>();
  for (const { target } of held) {
    const { clusterName } = newPrimaryOf(target);
    places.set(clusterName, (places.get(clusterName) ?? 0) + 1);
  }
  const byCluster = [...places].map(([name, count]) => words.form.onCluster(safe(name, 64), count));
  return [
    section(cut(text.chosenMany(held.length, byCluster.join(words.world.comma)), SECTION_MAX)),
    {
      ...input,
      block_id: EXCLUDED,
      optional: true,
      label: plainText(text.excluded, 2_000),
      element: { ...element, action_id: EXCLUDED },
    },
  ];
}

/** A cluster of which both sides can be meant: one is chosen before anything else. */
function sideButtons({ kind, sides }: FormModel): ActionsBlock[] {
  return [...new Set(sides.map(({ word }) => word))].map((word) => ({
    type: 'actions',
    block_id: `sides:${word}`.slice(0, 255),
    elements: sides
      .filter((side) => side.word === word)
      .map((side) => ({
        type: 'button',
        action_id: `add_${side.kind}`,
        value: word,
        text: plainText(words.typed[kind].sides[side.kind](plain(word, 40), side.count), 75),
      })),
  }));
}

function lostButton({ lost }: FormModel): ActionsBlock[] {
  if (lost === 0) return [];
  const text = plainText(words.typed.addLost(lost), 75);
  return [
    {
      type: 'actions',
      block_id: 'add_lost',
      elements: [{ type: 'button', action_id: 'add_lost', value: 'lost', text }],
    },
  ];
}

/** Only where something would be left. */
function dropButton({ kind, chosen }: FormModel): ActionsBlock[] {
  const blocked = chosen.filter(isBlocked).length;
  if (blocked === 0 || blocked === chosen.length) return [];
  const label = plainText(words.form.dropBlocked[kind], 75);
  return [
    {
      type: 'actions',
      block_id: 'drop_blocked',
      elements: [{ type: 'button', action_id: 'drop_blocked', text: label }],
    },
  ];
}

function reasonInput(reason: string): InputBlock {
  return {
    type: 'input',
    block_id: 'reason',
    label: plainText(words.form.reason, 2_000),
    hint: plainText(words.form.reasonHint, 2_000),
    element: {
      type: 'plain_text_input',
      action_id: 'reason',
      multiline: true,
      max_length: 3_000,
      ...(reason === '' ? {} : { initial_value: cut(reason, 3_000) }),
    },
  };
}

/** Asks why, after a rejection or withdrawal that stands already. `tenant`: mrkdwn, escaped (see names.ts). */
export function reasonForm(model: {
  readonly requestId: string;
  readonly kind: OperationKind;
  readonly act: 'rejected' | 'withdrawn';
  readonly tenant: string;
}): ModalView {
  const text = words.form;
  return {
    type: 'modal',
    callback_id: 'reason',
    private_metadata: model.requestId,
    title: plainText(text.reasonTitle[model.act], 24),
    submit: plainText(text.reasonSubmit, 24),
    close: plainText(text.reasonSkip, 24),
    blocks: [
      section(cut(text.reasonAbout[model.kind][model.act](model.tenant), 3_000)),
      {
        type: 'input',
        block_id: 'reason',
        optional: true,
        label: plainText(text.reason, 2_000),
        element: { type: 'plain_text_input', action_id: 'reason', multiline: true, max_length: 3_000 },
      },
    ],
  };
}

/** Only says something. `text`: mrkdwn with untrusted parts escaped. */
export function messageForm(title: string, text: string): ModalView {
  return {
    type: 'modal',
    title: plainText(plain(title, 24), 24),
    close: plainText(words.form.messageClose, 24),
    blocks: [{ type: 'section', text: mrkdwn(cut(text, 3_000)) }],
  };
}
