import type { VNode } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { html } from 'htm/preact';
import { isObject, type Json, type JsonObject, object, text } from '../../../simulators/slack/validation/json.ts';
import { Dialog } from '../chat/dialog.ts';
import { doAs, follow } from '../state.ts';
import { TextObject } from './text.ts';

/** Where an element stands: a message by its channel and ts, or an open view. */
export type Place = { readonly channel: string; readonly ts: string } | { readonly view: string };

export interface ElementProps {
  readonly element: JsonObject;
  readonly blockId: string;
  readonly place: Place;
}

export function label(value: Json | undefined): string {
  return text(object(value)['text']) ?? '';
}

/** A live button; with a `confirm` it asks once more, with a `url` it leads there, as in Slack. */
export function BlockButton({ element, blockId, place }: ElementProps): VNode {
  const [asking, ask] = useState(false);
  const [busy, work] = useState(false);
  const own = useRef<HTMLButtonElement>(null);
  const { confirm } = element;
  useLayoutEffect(() => {
    const button = own.current;
    // With the button goes the place at which a keyboard or a screen reader was: the message that it stood in is next to it.
    return () => {
      if (document.activeElement === button) button?.closest('article')?.focus({ preventScroll: true });
    };
  }, []);
  const press = async () => {
    ask(false);
    work(true);
    await doAs('click', { ...place, action_id: text(element['action_id']), block_id: blockId, confirm: true });
    work(false);
    const url = text(element['url']);
    if (url !== undefined && !follow(url)) window.open(url, '_blank', 'noopener');
  };
  const style = text(element['style']) ?? '';
  // Not `disabled`, which would take the focus away from whoever is at it.
  return html`<button ref=${own} type="button" class=${`button ${style}`} aria-disabled=${busy} onClick=${busy ? undefined : isObject(confirm) ? () => ask(true) : press}>
      ${label(element['text'])}
    </button>
    ${asking && isObject(confirm) && html`<${Confirm} confirm=${confirm} onYes=${press} onNo=${() => ask(false)} />`}`;
}

interface ConfirmProps {
  readonly confirm: JsonObject;
  readonly onYes: () => void;
  readonly onNo: () => void;
}

function Confirm({ confirm, onYes, onNo }: ConfirmProps): VNode {
  const title = label(confirm['title']);
  const style = text(confirm['style']) ?? 'primary';
  return html`<${Dialog} label=${title} kind="confirm" onCancel=${onNo}>
    <h2>${title}</h2>
    <div class="dialog-body"><${TextObject} value=${confirm['text']} /></div>
    <footer>
      <button type="button" class="button" autofocus onClick=${onNo}>${label(confirm['deny'])}</button>
      <button type="button" class=${`button solid ${style}`} onClick=${onYes}>${label(confirm['confirm'])}</button>
    </footer>
  <//>`;
}
