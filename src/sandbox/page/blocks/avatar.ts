import type { VNode } from 'preact';
import { html } from 'htm/preact';

/** Initials on one of a few colours, the same for the same id. */
export function Avatar({ id, name }: { id: string; name: string }): VNode {
  const initials = name
    .split(' ')
    .map((word) => word.slice(0, 1))
    .join('')
    .slice(0, 2);
  const sum = Array.from(id).reduce((total, letter) => total + letter.charCodeAt(0), 0);
  return html`<span class=${`avatar tone-${sum % 6}`} aria-hidden="true">${initials}</span>`;
}

export function BotAvatar(): VNode {
  return html`<span class="avatar bot" aria-hidden="true"><img src="./key.svg" alt="" width="36" height="36" /></span>`;
}
