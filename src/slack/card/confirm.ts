/** The dialogs behind the buttons: what is done, to which tenants, and what cannot be taken back. Plain text, 300 characters. */
import type { ConfirmationDialog } from '@slack/types';
import { remedyKind } from '../../task/remedy-kinds.ts';
import { kinds } from '../../operation/kinds/index.ts';
import type { Target } from '../../operation/operation.ts';
import type { RequestState } from '../../request/state.ts';
import { words } from '../../text/words.ts';
import { confirmation } from '../blocks/blocks.ts';
import { plain } from '../blocks/escape.ts';
import { primaryOf } from '../../request/targets.ts';
import { takeoversOf } from '../../view/takeovers.ts';
import { fresherShort } from '../sentences/candidates.ts';
import { askedTargets } from '../../view/targets.ts';
import { listed, plainTargetName, plainTargetNames, plainTenantName } from '../blocks/names.ts';
import { proposedRemedy, type RemedyFacts } from '../../view/tasks/remedies.ts';
import { remedyDoes, remedyNoun, remedyWorld } from '../sentences/remedies.ts';
import { unescape } from '../blocks/escape.ts';

/** Names in a confirm dialog share its 300 characters with the consequence. */
const NAME_MAX = 24;
const STEP_MAX = 32;

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
  if (proposal?.kind === 'remedy') return dialog(approveRemedy(state, proposedRemedy(state)), 'danger');
  if (proposal?.kind === 'resend') return dialog(confirm.approveResend(briefly(targets)), 'danger');
  const style = kinds[state.operation.kind].weight;
  const [only, ...others] = targets;
  const warning = fresherShort(takeoversOf(state.candidates, targets));
  const warned = (said: Said) => dialog(warning === null ? said : { ...said, text: `${warning} ${said.text}` }, style);
  if (only && others.length === 0)
    return warned(confirm.approve(plainTargetName(only, NAME_MAX), oldPrimary(state, only)));
  const clusters = [...new Set(targets.map(({ tenant }) => plain(tenant.clusterName, NAME_MAX)))];
  return warned(confirm.approveMany(targets.length, clusterNames(clusters)));
}

function clusterNames(clusters: readonly string[]): string {
  const { clusters: counted } = words.card;
  return clusters.length > 2
    ? `${counted(clusters.length)}${words.world.inBrackets(listed(clusters, 2))}`
    : listed(clusters, 2);
}

function approveRemedy(state: RequestState, about: RemedyFacts | null): Said {
  const { confirm, thread } = words.remedy;
  const noun = about ? nounOf(state, about) : thread.something;
  const text = about ? confirm.approveText(does(about), remedyWorld(state, about, 'short')) : noun;
  return { title: confirm.approveTitle(noun), text, confirm: confirm.approve };
}

export function proposeDialog(state: RequestState, about: RemedyFacts): ConfirmationDialog {
  const { confirm } = words.remedy;
  const text = confirm.text(does(about), remedyWorld(state, about, 'short'));
  const style = remedyKind(about.remedy.kind).weight;
  return dialog({ title: confirm.title(nounOf(state, about)), text, confirm: confirm.confirm }, style);
}

export function rejectDialog(state: RequestState, rest: boolean): ConfirmationDialog {
  const { confirm } = words.card;
  if (state.proposal?.kind === 'remedy') return dialog(words.remedy.confirm.reject(proposedNoun(state)), 'primary');
  if (state.proposal?.kind === 'resend') return dialog(confirm.rejectResend(what(state)), 'primary');
  return dialog(rest ? confirm.rejectRest(what(state)) : confirm.reject(what(state)), 'primary');
}

export function withdrawDialog(state: RequestState, rest: boolean): ConfirmationDialog {
  const { confirm } = words.card;
  if (state.proposal?.kind === 'remedy') return dialog(words.remedy.confirm.withdraw(proposedNoun(state)), 'primary');
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
  const about = proposedRemedy(state);
  return about ? nounOf(state, about) : words.remedy.thread.something;
}

function nounOf(state: RequestState, about: RemedyFacts): string {
  return unescape(remedyNoun(state, about, 20));
}

function does(about: RemedyFacts): string {
  return unescape(remedyDoes(about, STEP_MAX));
}
