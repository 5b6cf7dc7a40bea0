/** The dialogs behind the buttons: what is done, to which tenants, and what cannot be taken back. Plain text, 300 characters. */
import type { ConfirmationDialog } from '@slack/types';
import { remedyKind } from '../../task/remedy-kinds.ts';
import { kinds } from '../../operation/kinds/index.ts';
import { serviceNameOf, type Target } from '../../operation/operation.ts';
import type { RequestState } from '../../request/state.ts';
import { words } from '../../text/words.ts';
import { confirmation } from '../blocks/blocks.ts';
import { plain } from '../blocks/escape.ts';
import { primaryOf } from '../../request/targets.ts';
import { takeoversOf } from '../../view/takeovers.ts';
import { fresherShort } from '../sentences/candidates.ts';
import { askedTargets } from '../../view/targets.ts';
import { inARow, listed, plainTargetName, plainTargetNames, plainTenantName } from '../blocks/names.ts';
import { remedyProposal } from '../../request/remedies/pairs.ts';
import { restShown } from '../../view/question/rest.ts';
import { proposedMany, proposedRemedy, type RemedyFacts } from '../../view/tasks/remedies.ts';
import { manyNoun, namesOf, remedyDoes, remedyNoun, remedyWorld } from '../sentences/remedies.ts';
import { unescape } from '../blocks/escape.ts';

/** Names in a confirm dialog share its 300 characters with the consequence. */
const NAME_MAX = 24;
const STEP_MAX = 32;

/** Names of tenants in a dialog; the others are counted. */
const NAMED = 3;

interface Said {
  readonly title: string;
  readonly text: string;
  readonly confirm: string;
}

function dialog(said: Said, style: 'primary' | 'danger'): ConfirmationDialog {
  return confirmation({ ...said, deny: words.card.confirm.back }, style);
}

export function closeToDosDialog(): ConfirmationDialog {
  return dialog(words.toDos.closeDialog, 'primary');
}

/** What is planned and has a way back is confirmed in the quiet colour. */
export function approveDialog(state: RequestState): ConfirmationDialog {
  const { confirm } = words.operation[state.operation.kind];
  const { proposal } = state;
  const targets = askedTargets(state);
  if (proposal && remedyProposal(state)) return dialog(withRest(state, approveRemedy(state)), 'danger');
  if (proposal?.kind === 'resend') return dialog(confirm.approveResend(briefly(targets)), 'danger');
  const style = kinds[state.operation.kind].weight;
  const [only, ...others] = targets;
  const warning = fresherShort(takeoversOf(state.candidates, targets));
  const names = namesShort(state, targets);
  const first = [...(warning === null ? [] : [warning]), ...(names === null ? [] : [names])];
  const warned = (said: Said) => dialog({ ...said, text: [...first, said.text].join(words.world.space) }, style);
  if (only && others.length === 0)
    return warned(confirm.approve(plainTargetName(only, NAME_MAX), oldPrimary(state, only)));
  const clusters = [...new Set(targets.map(({ tenant }) => plain(tenant.clusterName, NAME_MAX)))];
  return warned(confirm.approveMany(targets.length, clusterNames(clusters)));
}

/** What becomes of the service names; null where nobody had to decide it. */
function namesShort({ serviceNames }: RequestState, targets: readonly Target[]): string | null {
  if (serviceNames === null) return null;
  const { names } = words.card.confirm;
  const [only, ...others] = targets;
  const name = only && others.length === 0 ? serviceNameOf(only) : null;
  // A single tenant without a name has none, whatever was chosen.
  if (serviceNames.decision === 'none' || (others.length === 0 && name === null)) return names.none;
  return names[serviceNames.decision](name === null ? null : plain(name, NAME_MAX));
}

function clusterNames(clusters: readonly string[]): string {
  const { clusters: counted } = words.card;
  return clusters.length > 2
    ? `${counted(clusters.length)}${words.world.inBrackets(listed(clusters, 2))}`
    : listed(clusters, 2);
}

function approveRemedy(state: RequestState): Said {
  const { confirm, thread, many: text } = words.remedy;
  const many = proposedMany(state);
  const about = many?.example ?? proposedRemedy(state);
  const title = confirm.approveTitle(proposedNoun(state));
  if (!about) return { title, text: thread.something, confirm: confirm.approve };
  const said = many
    ? text.approveText(unescape(namesOf(state, many.going, NAMED, 20)), does(about))
    : confirm.approveText(does(about), remedyWorld(state, about, 'short'));
  return { title, text: said, confirm: confirm.approve };
}

/** What else the click counts for comes first: a dialog may be cut. */
function withRest(state: RequestState, said: Said): Said {
  const rest = restShown(state);
  return rest?.isIncluded ? { ...said, text: inARow(words.remedy.rest.short(rest.targets.length), said.text) } : said;
}

export function proposeDialog(state: RequestState, about: RemedyFacts): ConfirmationDialog {
  const { confirm } = words.remedy;
  const text = confirm.text(does(about), remedyWorld(state, about, 'short'));
  const style = remedyKind(about.remedy.kind).weight;
  return dialog({ title: confirm.title(nounOf(state, about)), text, confirm: confirm.confirm }, style);
}

export function proposeManyDialog(
  state: RequestState,
  facts: readonly [RemedyFacts, ...RemedyFacts[]],
): ConfirmationDialog {
  const { confirm, many } = words.remedy;
  const [about] = facts;
  const text = many.confirmText(unescape(namesOf(state, facts, NAMED, 20)), does(about));
  const title = confirm.title(unescape(manyNoun(state, facts, 20)));
  return dialog({ title, text, confirm: confirm.confirm }, remedyKind(about.remedy.kind).weight);
}

export function rejectDialog(state: RequestState, rest: boolean): ConfirmationDialog {
  const { confirm } = words.card;
  if (remedyProposal(state)) return dialog(words.remedy.confirm.reject(proposedNoun(state)), 'primary');
  if (state.proposal?.kind === 'resend') return dialog(confirm.rejectResend(what(state)), 'primary');
  return dialog(rest ? confirm.rejectRest(what(state)) : confirm.reject(what(state)), 'primary');
}

export function withdrawDialog(state: RequestState, rest: boolean): ConfirmationDialog {
  const { confirm } = words.card;
  if (remedyProposal(state)) return dialog(words.remedy.confirm.withdraw(proposedNoun(state)), 'primary');
  return dialog(rest ? confirm.withdrawRest(what(state)) : confirm.withdraw(briefly(askedTargets(state))), 'primary');
}

export function resendDialog(state: RequestState): ConfirmationDialog {
  const lost = state.calls.find(({ status }) => status === 'lost')?.targets ?? [];
  return dialog(words.card.confirm.resend(words.operation[state.operation.kind].of(briefly(lost))), 'danger');
}

export function abandonDialog(state: RequestState): ConfirmationDialog {
  return dialog(words.card.confirm.abandon(briefly(state.operation.targets)), 'danger');
}

/** `failover of orders on sh-prod`. */
function what(state: RequestState): string {
  return words.operation[state.operation.kind].of(briefly(askedTargets(state)));
}

/** Two of them by name, the others counted. */
function briefly(targets: readonly Target[]): string {
  return plainTargetNames(targets, targets.length > 1 ? 16 : NAME_MAX);
}

function oldPrimary(state: RequestState, target: Target): string {
  const primary = primaryOf(state, target);
  return primary ? plainTenantName(primary, NAME_MAX) : words.card.confirm.oldPrimary;
}

function proposedNoun(state: RequestState): string {
  const many = proposedMany(state);
  if (many) return unescape(manyNoun(state, many.going, 20));
  const about = proposedRemedy(state);
  return about ? nounOf(state, about) : words.remedy.thread.something;
}

function nounOf(state: RequestState, about: RemedyFacts): string {
  return unescape(remedyNoun(state, about, 20));
}

function does(about: RemedyFacts): string {
  return unescape(remedyDoes(about, STEP_MAX));
}
