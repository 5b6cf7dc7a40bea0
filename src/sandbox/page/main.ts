import { render } from 'preact';
import { html } from 'htm/preact';
import { App } from './app.ts';
import { change, start } from './state.ts';

const place = document.querySelector('#page');
if (place === null) throw new Error('index.html has no place for the page');
render(html`<${App} />`, place);
start().catch((error: unknown) => change({ trouble: `The page could not start: ${String(error)}` }));
