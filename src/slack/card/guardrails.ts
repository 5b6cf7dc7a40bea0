/** Rejections before this request, as its approvers and its requester are told of them. mrkdwn. */
import type { KnownBlock } from '@slack/types';
import { chosenTenants, type Target } from '../../operation/operation.ts';
import type { Rejected } from '../../request/guardrails.ts';
import type { RequestState } from '../../request/state.ts';
import { words } from '../../text/words.ts';
import { section } from '../blocks/blocks.ts';
import { safe } from '../blocks/escape.ts';
import { listed, mention, tenantById } from '../blocks/names.ts';

const WHY_MAX = 150;
const LISTED = 3;
const TENANTS = 2;

/** What was rejected before, and whether this is the same once more; empty when nothing was. */
export function earlierSection(state: RequestState): readonly KnownBlock[] {
  const { again, earlier } = state;
  const text = words.card.earlier;
  const shown = earlier.slice(0, LISTED).map((one) => `• ${rejectionLine(state, one)}`);
  const more = earlier.length - shown.length;
  const lines = [
    ...(again ? [text.again(mention(state.requester), words.time.when(again.at))] : []),
    ...(shown.length > 0 ? [text.title, ...shown] : []),
    ...(more > 0 ? [words.world.more(more)] : []),
  ];
  return lines.length === 0 ? [] : [section(lines.join('\n'))];
}

function rejectionLine(state: RequestState, { kind, tenants, at, askedBy, rejectedBy, why }: Rejected): string {
  const { rejection, because } = words.card.earlier;
  const own = new Set(ownTenants(state));
  const shared = tenants.filter((id) => own.has(id)).map((id) => tenantById(state, id));
  const what = words.operation[kind].of(listed(shared, TENANTS));
  const line = rejection(what, mention(askedBy), mention(rejectedBy), words.time.when(at));
  return why === null || why.trim() === '' ? line : because(line, safe(why, WHY_MAX));
}

function ownTenants({ operation }: RequestState): readonly string[] {
  const targets: readonly Target[] = operation.targets;
  return targets.flatMap((target) => chosenTenants(target).map(({ tenantId }) => tenantId));
}

/** For whoever asks for the same again. */
export function askedAgainText({ at, rejectedBy, why }: Rejected): string {
  const { askedAgain, askedAgainBecause } = words.private;
  const [who, when] = [mention(rejectedBy), words.time.when(at)];
  return why === null || why.trim() === '' ? askedAgain(who, when) : askedAgainBecause(who, when, safe(why, WHY_MAX));
}
