import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { html } from 'htm/preact';
import { read, turn } from '../server.ts';
import { policySchema } from '../blocks/shapes.ts';

/** The policy file of the sandbox's bot, to be changed while it runs. */
export function PolicyFile(): VNode {
  const [words, setWords] = useState<string | null>(null);
  const [said, setSaid] = useState('');
  const [busy, setBusy] = useState(false);
  const open = async (event: Event) => {
    if (!(event.currentTarget instanceof HTMLDetailsElement) || !event.currentTarget.open) return;
    setSaid('');
    setWords((await read('sandbox/policy', policySchema)).text);
  };
  const save = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    const trouble = await turn('sandbox/policy', { text: words ?? '' });
    setSaid(trouble ?? 'Saved. What the bot makes of it stands in #policy-audit within a second or two.');
    setBusy(false);
  };
  return html`<details class="policy" onToggle=${open}>
    <summary>The policy file</summary>
    ${
      words !== null &&
      html`<form onSubmit=${save}>
      <textarea
        aria-label="The policy file"
        spellcheck=${false}
        rows="17"
        value=${words}
        onInput=${(event: Event) => {
          if (event.currentTarget instanceof HTMLTextAreaElement) setWords(event.currentTarget.value);
        }}
      ></textarea>
      <button type="submit" class="button small" disabled=${busy}>Save</button>
      <p class="note" role="status">${said}</p>
    </form>`
    }
  </details>`;
}
