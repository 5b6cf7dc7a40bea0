import type { VNode } from 'preact';
import { html } from 'htm/preact';
import { Phones } from '../people/phone.ts';
import { PolicyFile } from '../people/policy.ts';
import { BotSwitch, OcpSwitches, SlackSwitch } from './switches.ts';
import type { Slack } from '../blocks/shapes.ts';
import type { PageState } from '../state.ts';
import { Tasks } from './tasks.ts';
import { Regions } from './tenants.ts';

/** The surroundings: the simulated OCP, and everything that can be made to go wrong. */
export function OcpPane({ state, slack }: { state: PageState; slack: Slack }): VNode {
  const { ocp, bot, codes } = state;
  return html`<section class="pane ocp" aria-label="Simulated OCP and switches">
    <header class="pane-head">
      <h2>OceanBase Cloud Platform</h2>
      <p>Simulated</p>
    </header>
    <div class="ocp-scroll" tabindex="0">
      ${!state.connected && html`<p class="trouble" role="alert">The sandbox does not answer. Was it stopped?</p>`}
      ${bot !== null && bot.state === 'died' && html`<${Died} detail=${bot.detail} log=${bot.log} />`}
      ${
        ocp !== null &&
        html`<${Tasks} ocp=${ocp} />
        <${Regions} ocp=${ocp} />`
      }
      <h3 id="switches">Make something go wrong</h3>
      <ul class="switches">
        ${ocp !== null && html`<${OcpSwitches} ocp=${ocp} />`}
        <${SlackSwitch} reachable=${slack.reachable} />
        ${bot !== null && html`<${BotSwitch} bot=${bot} />`}
      </ul>
      <${PolicyFile} />
      ${codes !== null && html`<${Phones} codes=${codes} />`}
      ${bot !== null && html`<${BotLog} log=${bot.log} />`}
    </div>
  </section>`;
}

function Died({ detail, log }: { detail: string; log: readonly string[] }): VNode {
  return html`<div class="trouble" role="alert">
    <b>The bot ended by itself (${detail}).</b> Its last words:
    <pre>${log.slice(-5).join('\n')}</pre>
  </div>`;
}

function BotLog({ log }: { log: readonly string[] }): VNode {
  return html`<details class="bot-log">
    <summary>The bot's log</summary>
    <pre tabindex="0">${log.slice(-60).join('\n') || 'Nothing yet.'}</pre>
  </details>`;
}
