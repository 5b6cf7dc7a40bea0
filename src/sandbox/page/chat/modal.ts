import type { VNode } from 'preact';
import { useMemo, useRef, useState } from 'preact/hooks';
import { html } from 'htm/preact';
import { text } from '../../../simulators/slack/validation/json.ts';
import { Block } from '../blocks/blocks.ts';
import type { ShownPhone } from '../people/codes.ts';
import { Dialog } from './dialog.ts';
import { createDrafts, Field } from '../blocks/field.ts';
import { Phone } from '../people/phone.ts';
import type { View } from '../blocks/shapes.ts';
import { doAs } from '../state.ts';

interface ModalProps {
  readonly view: View;
  readonly trouble: string | null;
  /** The phone that the person has to look at for this form. */
  readonly phone: ShownPhone | null;
}

/** The view on top of a person's stack. Keyed by its id, so that updates of it keep what was typed. */
export function Modal({ view, trouble, phone }: ModalProps): VNode {
  const drafts = useMemo(createDrafts, []);
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const close = () => void doAs('close', { view: view.id });
  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy || view.submit === null) return;
    setBusy(true);
    await drafts.flush();
    const { ok } = await doAs('submit', { view: view.id });
    setBusy(false);
    // Once it is drawn.
    if (!ok) requestAnimationFrame(() => showFirstError(form.current));
  };
  return html`<${Dialog} label=${view.title.text} kind="modal" onCancel=${close}>
    ${phone !== null && html`<${Phone} phone=${phone} />`}
    <form ref=${form} onSubmit=${submit}>
      <header>
        <h2>${view.title.text}</h2>
        <button type="button" class="icon" aria-label="Close the form" onClick=${close}>×</button>
      </header>
      <div class="dialog-body">
        ${view.blocks.map((block) =>
          block['type'] === 'input'
            ? html`<${Field} key=${text(block['block_id'])} view=${view} block=${block} drafts=${drafts} />`
            : html`<${Block} key=${text(block['block_id'])} block=${block} place=${{ view: view.id }} />`,
        )}
      </div>
      ${trouble !== null && html`<p class="trouble" role="alert">${trouble}</p>`}
      <footer>
        <button type="button" class="button" onClick=${close}>${view.close?.text ?? 'Cancel'}</button>
        ${view.submit !== null && html`<button type="submit" class="button solid primary" disabled=${busy}>${busy ? 'Sending…' : view.submit.text}</button>`}
      </footer>
    </form>
  <//>`;
}

/** What is wrong further up or down would not be seen from the button. */
function showFirstError(form: HTMLFormElement | null): void {
  const field = form?.querySelector('.field-error')?.closest('.field');
  const input = field?.querySelector('[aria-invalid="true"]');
  if (input instanceof HTMLElement) input.focus({ preventScroll: true });
  field?.scrollIntoView({ block: 'nearest' });
}
