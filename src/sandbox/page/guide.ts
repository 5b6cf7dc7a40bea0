import type { VNode } from 'preact';
import { html } from 'htm/preact';
import { suggest } from './chat/composer.ts';
import { progressOf } from './ocp/progress.ts';
import type { About, Slack } from './blocks/shapes.ts';
import { actAs, change, type PageState } from './state.ts';

interface GuideProps {
  readonly state: PageState;
  readonly slack: Slack;
  readonly about: About;
}

interface Step {
  readonly title: string;
  readonly why: string;
  readonly done: boolean;
  readonly help?: { readonly label: string; readonly act: () => void };
}

/** What a newcomer can try, one step at a time, ticked off by what has really happened. */
export function Guide({ state, slack, about }: GuideProps): VNode | null {
  const { guideOpen: open } = state;
  const steps = stepsOf(state, slack, about);
  const next = steps.find(({ done }) => !done);
  const doneCount = steps.filter(({ done }) => done).length;
  return html`<aside class="guide" aria-label="Try this">
    <button type="button" class="guide-head" aria-expanded=${open} onClick=${() => change({ guideOpen: !open })}>
      <b>Try this</b> <span>${doneCount} of ${steps.length} done</span><i aria-hidden="true">${open ? '−' : '+'}</i>
    </button>
    ${
      open &&
      html`<ol>
      ${steps.map(
        (step) =>
          (doneCount === 0 || step === next) &&
          html`<li value=${steps.indexOf(step) + 1} class=${step.done ? 'done' : step === next ? 'now' : ''}>
          <b>${step.title}</b>${step.done && html`<span class="sr"> (done)</span>`}
          ${
            step === next &&
            html`<p>${step.why}</p>
            ${step.help && html`<button type="button" class="button small" onClick=${step.help.act}>${step.help.label}</button>`}`
          }
        </li>`,
      )}
    </ol>
    ${next === undefined && html`<p class="guide-end">Everything was tried. <code>/failover help</code> tells what else there is, and the policy file can be changed beside the channel: without the <code>#</code> before <code>one_time_code</code>, approving takes a code of the approver’s phone.</p>`}`
    }
  </aside>`;
}

function stepsOf(state: PageState, slack: Slack, about: About): Step[] {
  const [asker, approver] = about.cast;
  const nameOf = (id: string | undefined) => slack.users.find((user) => user.id === id)?.real_name ?? 'somebody';
  const { asked, called, ended, wentWrong } = progressOf(state, slack);
  return [
    {
      title: `Region hangzhou does not answer. As ${nameOf(asker?.id)}, type /failover orders`,
      why: 'The primary of orders is lost; its standby in shanghai is alive. The form shows what OCP thinks of a failover. Give a reason and ask for approval.',
      done: asked,
      help: {
        label: 'Fill it in for me',
        act: () => {
          actAs(asker?.id ?? '');
          setTimeout(() => suggest('/failover orders'), 0);
        },
      },
    },
    {
      title: `As ${nameOf(approver?.id)}, approve it on the card`,
      why: 'Nobody approves their own request: try it first. A second window of this page can be the second person.',
      done: called,
      help: { label: `Act as ${nameOf(approver?.id)}`, act: () => actAs(approver?.id ?? '') },
    },
    {
      title: 'Follow the five steps in the thread until the new primary is proven',
      why: 'Kill the bot in the middle and start it again: it goes on where things stood.',
      done: ended,
    },
    {
      title: 'Make something go wrong',
      why: 'Fail over payments with a failing subtask, or lose the reply of OCP: the switches stand beside the channel.',
      done: wentWrong,
      help: { label: 'Show the switches', act: showSwitches },
    },
  ];
}

function showSwitches(): void {
  change({ pane: 'ocp' });
  setTimeout(() => document.getElementById('switches')?.scrollIntoView({ behavior: 'smooth' }), 0);
}
