import type { VNode } from 'preact';
import { useContext, useEffect, useId, useState } from 'preact/hooks';
import { html } from 'htm/preact';
import { Avatar } from '../blocks/avatar.ts';
import { type Codes, phonesOf, secondsLeft, type ShownPhone, spaced } from './codes.ts';
import { NamesContext } from './names.ts';

/** Beside the policy file: the phones of all who have one. */
export function Phones({ codes }: { codes: Codes }): VNode {
  return html`<h3>Phones of the approvers</h3>
    ${phonesOf(codes).map((phone) => html`<${Phone} key=${phone.id} phone=${phone} />`)}`;
}

/**
 * Somebody's phone with its authenticator app. It can be reached with the tabulator and says its code then; it is no
 * live region, which would speak every second.
 */
export function Phone({ phone }: { phone: ShownPhone }): VNode {
  const { id, code, endsAt } = phone;
  const name = useContext(NamesContext).user(id);
  const codeId = useId();
  const left = useSecondsLeft(endsAt);
  return html`<div class="phone" role="group" tabindex="0" aria-label=${`Phone of ${name}, simulated`} aria-describedby=${codeId}>
    <div class="phone-owner">
      <${Avatar} id=${id} name=${name} />
      <div><b>Phone of ${name}</b><small>Simulated: no part of Slack or Twokey</small></div>
    </div>
    <div class="phone-app">
      <div id=${codeId}>
        <b class="phone-code">${spaced(code)}</b>
        <div><small>Authenticator: Twokey</small> <small>valid for ${left} s</small></div>
      </div>
      <progress aria-hidden="true" max="30" value=${left}></progress>
    </div>
  </div>`;
}

const LOOK_MS = 250;

function useSecondsLeft(endsAt: number): number {
  const [, again] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => again((count) => count + 1), LOOK_MS);
    return () => clearInterval(timer);
  }, []);
  return secondsLeft(endsAt, performance.now());
}
