import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { html } from 'htm/preact';
import { readText } from '../server.ts';
import type { SharedFile } from '../blocks/shapes.ts';

/** A file under a message: a click on its name shows it, and the link beside the name keeps it. */
export function FileView({ file }: { file: SharedFile }): VNode {
  const { id, name, title, size } = file;
  const path = `slack/admin/files/${encodeURIComponent(id)}`;
  const [content, setContent] = useState<string | null>(null);
  const toggle = () => {
    if (content === null) void readText(path).then(setContent);
    else setContent(null);
  };
  return html`<section class="file" aria-label=${title}>
    <p>
      <button type="button" class="link" aria-expanded=${content !== null} onClick=${toggle}>${name}</button>
      <span>${kilobytes(size)}</span>
      <a href=${path} download=${name}>Download</a>
    </p>
    ${content !== null && html`<pre tabindex="0" aria-label=${name}>${content}</pre>`}
  </section>`;
}

function kilobytes(bytes: number): string {
  return bytes < 1_000 ? `${bytes} bytes` : `${Math.round(bytes / 1_000)} kB`;
}
