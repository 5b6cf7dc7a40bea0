import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { html } from 'htm/preact';
import { turn } from '../server.ts';
import type { Bot, Ocp } from '../blocks/shapes.ts';

interface SwitchProps {
  readonly title: string;
  /** In plain words, what it does. */
  readonly what: string;
  readonly on: boolean;
  /** The button while it is off and on. */
  readonly labels: readonly [string, string];
  readonly turn: (on: boolean) => Promise<string | null>;
}

function Switch({ title, what, on, labels, turn }: SwitchProps): VNode {
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<string | null>(null);
  const press = async () => {
    setBusy(true);
    setTrouble(await turn(!on));
    setBusy(false);
  };
  return html`<li class=${on ? 'on' : ''}>
    <div>
      <b>${title}</b>
      <p>${what}</p>
      ${trouble !== null && html`<p class="trouble" role="alert">${trouble}</p>`}
    </div>
    <button type="button" class="button small" aria-label=${`${labels[on ? 1 : 0]}: ${title}`} disabled=${busy} onClick=${press}>${labels[on ? 1 : 0]}</button>
  </li>`;
}

interface FaultSwitch {
  readonly title: string;
  readonly what: string;
  readonly armed: string;
  readonly fault: { readonly kind: string; readonly outcome?: string };
}

const faults: readonly FaultSwitch[] = [
  {
    title: 'Fail the next subtask',
    what: 'The next subtask that starts to run in OCP fails. The task stops there until somebody retries it or rolls it back.',
    armed: 'Armed: the next subtask that starts will fail.',
    fault: { kind: 'subtask', outcome: 'fail' },
  },
  {
    title: 'Lose the next reply, work done',
    what: 'OCP takes the next failover call and does the work; its answer never reaches the bot.',
    armed: 'Armed: the answer to the next failover call will be lost.',
    fault: { kind: 'reply', outcome: 'loseAfterEffect' },
  },
  {
    title: 'Lose the next call, nothing done',
    what: 'The next failover call breaks off before OCP does anything. To the bot it looks just like a lost answer.',
    armed: 'Armed: the next failover call will be lost on its way.',
    fault: { kind: 'reply', outcome: 'loseBeforeEffect' },
  },
  {
    title: 'OCP unreachable',
    what: 'Every connection to OCP breaks off. Its tasks go on meanwhile.',
    armed: 'OCP answers nobody now. Its tasks go on.',
    fault: { kind: 'unreachable' },
  },
];

export function OcpSwitches({ ocp }: { ocp: Ocp }): VNode {
  return html`${faults.map(({ title, what, armed, fault }) => {
    const active = ocp.faults.find((one) => one.fault.kind === fault.kind && one.fault.outcome === fault.outcome);
    const labels = fault.kind === 'unreachable' ? (['Cut off', 'Bring back'] as const) : (['Arm', 'Disarm'] as const);
    const press = (on: boolean) =>
      on ? turn('ocp/admin/faults', fault) : turn('ocp/admin/faults/clear', { id: active?.id });
    return html`<${Switch} title=${title} what=${active ? armed : what} on=${active !== undefined} labels=${labels} turn=${press} />`;
  })}`;
}

export function SlackSwitch({ reachable }: { reachable: boolean }): VNode {
  return html`<${Switch}
    title="Slack cut off"
    what=${
      reachable
        ? 'Nothing gets from Slack to the bot or back. What OCP does meanwhile is told when Slack is back.'
        : 'Slack reaches nobody now. Bring it back and the thread catches up, each line once.'
    }
    on=${!reachable}
    labels=${['Cut off', 'Bring back']}
    turn=${(on: boolean) => turn('slack/admin/reachable', { reachable: !on })}
  />`;
}

const botWords: Readonly<Record<Bot['state'], string>> = {
  starting: 'The bot is starting.',
  running: 'kill -9: the process is gone at once, in the middle of whatever it does. Its database file stays.',
  killed: 'The bot is dead. Start it again: it goes on where things stood.',
  died: 'The bot ended by itself. Its last words stand above.',
  stopped: 'The bot is stopped.',
};

export function BotSwitch({ bot }: { bot: Bot }): VNode {
  const up = bot.state === 'running' || bot.state === 'starting';
  return html`<${Switch}
    title=${`The bot ${up ? `(process ${bot.pid ?? '?'})` : '(not running)'}`}
    what=${botWords[bot.state]}
    on=${!up}
    labels=${['Kill it', 'Start it']}
    turn=${(on: boolean) => turn(`sandbox/bot/${on ? 'kill' : 'start'}`)}
  />`;
}
