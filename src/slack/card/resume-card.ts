/** The card of a proposal to resume, drawn from the log of the stop and the policy. */
import type { ActionsBlock, KnownBlock } from '@slack/types';
import type { Policy } from '../../policy/policy.ts';
import { resumeNeedsCode } from '../../stop/decide.ts';
import type { ResumeCard, ResumeOutcome } from '../../stop/resumes.ts';
import { words } from '../../text/words.ts';
import {
  button,
  confirmation,
  context,
  fallback,
  header,
  type Rendered,
  SECTION_MAX,
  section,
} from '../blocks/blocks.ts';
import { cut } from '../blocks/escape.ts';
import { mention, mentions } from '../blocks/names.ts';
import { factsOf, shareLines } from '../sentences/stops.ts';

export function renderResumeCard(card: ResumeCard, policy: Policy): Rendered {
  const blocks: KnownBlock[] = [
    header(words.stop.resumeCard.title),
    section(statusLine(card)),
    ...(card.outcome === null ? question(policy) : []),
    section(cut(shareLines(card.shares).join('\n'), SECTION_MAX)),
    section(words.stop.resumeCard.proposedBy(mention(card.by), words.time.when(card.at))),
    ...(card.outcome === null ? [section(approversLine(card, policy))] : []),
    context(words.stop.resumeCard.footer(card.round)),
    ...(card.outcome === null ? [buttons(card)] : []),
  ];
  return { text: fallback(blocks), blocks };
}

function question({ stopAll }: Policy): readonly KnownBlock[] {
  const text = words.stop.resumeCard;
  const file = stopAll === null ? [] : [text.fileToo(factsOf({ kind: 'stopped', reason: stopAll }))];
  return [section([text.meaning, ...file].join('\n'))];
}

function statusLine({ outcome, expiresAt }: ResumeCard): string {
  return outcome === null ? words.stop.resumeCard.waiting(words.time.when(expiresAt)) : outcomeLine(outcome);
}

function outcomeLine({ kind, by, at }: ResumeOutcome): string {
  const text = words.stop.resumeCard.outcome;
  const when = words.time.when(at);
  return kind === 'expired' ? text.expired(when) : text[kind](by === null ? words.world.nobody : mention(by), when);
}

function approversLine({ by }: ResumeCard, policy: Policy): string {
  const line = words.stop.resumeCard.approvers(mentions(resumeApprovers(policy, by)), mention(by));
  return resumeNeedsCode(policy) ? `${line}\n${words.card.codeNeeded}` : line;
}

/** Whoever may approve in some rule, but for one account. */
export function resumeApprovers({ rules }: Policy, but: string): readonly string[] {
  return [...new Set(rules.flatMap(({ approvers }) => approvers))].filter((id) => id !== but);
}

function buttons({ id, round }: ResumeCard): ActionsBlock {
  const { approve, reject, withdraw } = words.card.buttons;
  const { confirm } = words.stop.resumeCard;
  const dialog = (said: (typeof confirm)['reject']) =>
    confirmation({ ...said, deny: words.card.confirm.back }, 'primary');
  return {
    type: 'actions',
    block_id: `round:${round}`,
    elements: [
      button('approve', approve, id, dialog(confirm.approve), 'primary'),
      button('reject', reject, id, dialog(confirm.reject)),
      button('withdraw', withdraw, id, dialog(confirm.withdraw)),
    ],
  };
}
