import type { ComponentChildren, VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { html } from 'htm/preact';

export interface DialogProps {
  readonly label: string;
  readonly kind: 'modal' | 'confirm';
  /** Escape. */
  readonly onCancel: () => void;
  readonly children?: ComponentChildren;
}

/** The browser's own modal dialog: it keeps the focus inside, gives it back afterwards and answers to Escape. */
export function Dialog({ label, kind, onCancel, children }: DialogProps): VNode {
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = ref.current;
    const before = document.activeElement;
    dialog?.showModal();
    // A form is read first, unless it names the field to begin with; a question has a button in focus.
    if (kind === 'modal' && dialog?.querySelector('[autofocus]') === null) dialog.focus();
    return () => {
      dialog?.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  const cancel = (event: Event) => {
    event.preventDefault();
    onCancel();
  };
  return html`<dialog ref=${ref} class=${kind} tabindex="-1" aria-label=${label} onCancel=${cancel}>${children}</dialog>`;
}
