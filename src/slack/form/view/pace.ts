/** How the calls are sent, as far as there is a choice: which clusters together, and what a failure or a change does to the others. */
import type { InputBlock } from '@slack/types';
import {
  type OnChange,
  onChanges,
  type Pace,
  paces,
  usualOnChange,
  WAVES_MAX,
} from '../../../request/decide/dispatch.ts';
import type { StopRule } from '../../../operation/operation.ts';
import { words } from '../../../text/words.ts';
import { plainText } from '../../blocks/blocks.ts';
import { plain } from '../../blocks/escape.ts';
import { ON_CHANGE } from './fields.ts';
import type { FormModel } from './form.ts';

type Asked = Pick<FormModel, 'kind' | 'chosen' | 'pace' | 'stopRule'>;

export function paceInputs(model: Asked): readonly InputBlock[] {
  const { chosen, pace, stopRule } = model;
  const clusters = new Map(
    chosen.map(({ choice: { target } }) => [target.tenant.clusterId, target.tenant.clusterName] as const),
  );
  const several = clusters.size > 1;
  return [
    ...(several ? [paceInput(pace, clusters.size)] : []),
    ...(several && pace === 'waves'
      ? [...clusters].map(([id, name], at) => waveInput(id, name, at, clusters.size))
      : []),
    // What is sent together is not stopped by a failure among it.
    ...(several && pace !== 'at_once' ? [stopRuleInput(model, stopRule)] : []),
    ...(chosen.length > 1 ? [onChangeInput(chosen.length)] : []),
  ];
}

function paceInput(pace: Pace, clusters: number): InputBlock {
  const text = words.form.pace;
  const offered = paces.filter((one) => one !== 'waves' || clusters <= WAVES_MAX);
  return select('pace', text.label, text.hint, offered, pace, (one: Pace) => text.options[one], true);
}

function waveInput(clusterId: string, name: string, at: number, clusters: number): InputBlock {
  const waves = Array.from({ length: clusters }, (_, index) => String(index + 1));
  const label = words.form.pace.waveOf(plain(name, 64));
  return select(`wave:${clusterId}`, label, null, waves, String(at + 1), (wave) => words.form.pace.wave(wave), false);
}

function stopRuleInput({ kind }: Asked, stopRule: StopRule): InputBlock {
  const { form } = words;
  const rules = ['stop_at_failure', 'go_on'] as const;
  return select(
    'stop_rule',
    form.stopRule,
    form[kind].stopRuleHint,
    rules,
    stopRule,
    (rule) => form.stopRules[rule],
    false,
  );
}

function onChangeInput(targets: number): InputBlock {
  const usual = usualOnChange(targets);
  const text = words.form.onChange;
  const id = usual === 'ask_again' ? ON_CHANGE.few : ON_CHANGE.many;
  return select(id, text.label, text.hint, onChanges, usual, (one: OnChange) => text.options[one], false);
}

/** `acts`: the choice itself changes the form. */
function select<Value extends string>(
  id: string,
  label: string,
  hint: string | null,
  values: readonly Value[],
  initial: Value,
  said: (value: Value) => string,
  acts: boolean,
): InputBlock {
  const option = (value: Value) => ({ text: plainText(said(value), 75), value });
  return {
    type: 'input',
    block_id: id,
    ...(acts && { dispatch_action: true }),
    label: plainText(label, 2_000),
    ...(hint !== null && { hint: plainText(hint, 2_000) }),
    element: { type: 'static_select', action_id: id, options: values.map(option), initial_option: option(initial) },
  };
}
