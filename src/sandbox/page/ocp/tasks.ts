import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { html } from 'htm/preact';
import { seconds } from '../blocks/dates.ts';
import { turn } from '../server.ts';
import type { Ocp, Subtask, Task } from '../blocks/shapes.ts';

const SHOWN = 3;

/** OCP's task list, newest first, each with its graph in the order of execution. */
export function Tasks({ ocp }: { ocp: Ocp }): VNode {
  const newest = ocp.tasks.toReversed();
  return html`<h3>Tasks</h3>
    ${newest.length === 0 && html`<p class="note">None yet. A failover starts one, and OCP runs it step by step.</p>`}
    ${newest.slice(0, SHOWN).map((task, index) => html`<${TaskView} key=${task.id} ocp=${ocp} task=${task} open=${index === 0} />`)}
    ${newest.length > SHOWN && html`<p class="note">and ${newest.length - SHOWN} older</p>`}`;
}

function TaskView({ ocp, task, open }: { ocp: Ocp; task: Task; open: boolean }): VNode {
  const [trouble, setTrouble] = useState<string | null>(null);
  const tenant = ocp.tenants.find(({ id }) => id === task.tenantId);
  const press = async (path: string) => setTrouble(await turn(`ocp/admin/${path}`));
  const crossed = task.prohibitRollback;
  return html`<details class="task" open=${open}>
    <summary>
      <b>${task.name}</b> <span>${tenant?.name} on ${tenant?.clusterName}</span>
      <span class=${`state ${tone(task.status)}`}>${task.status}</span>
    </summary>
    <ol class="graph">
      ${task.subtasks.map((subtask) => html`<${SubtaskView} key=${subtask.id} subtask=${subtask} press=${press} />`)}
    </ol>
    <p class="note">Task ${task.id}. ${standing(task)}</p>
    ${
      task.status === 'FAILED' &&
      html`<div class="console">
      <p>In OCP's own console:</p>
      <button type="button" class="button small" onClick=${() => press(`tasks/${task.id}/retry`)}>Retry the task</button>
      <button type="button" class="button small" disabled=${crossed} onClick=${() => press(`tasks/${task.id}/rollback`)}>Roll it back</button>
      <button type="button" class="button small" onClick=${() => press(`tasks/${task.id}/abandon`)}>Abandon it</button>
    </div>`
    }
    ${trouble !== null && html`<p class="trouble" role="alert">${trouble}</p>`}
  </details>`;
}

function standing({ status, operation, prohibitRollback, subtasks }: Task): string {
  if (status === 'SUCCESSFUL' && subtasks.some((subtask) => subtask.status === 'FAILED'))
    return 'It was abandoned: what its finished steps did stays.';
  if (status === 'SUCCESSFUL') return operation === 'ROLLBACK' ? 'It was rolled back.' : 'It has ended.';
  return prohibitRollback ? 'The point of no return is crossed.' : 'A rollback is still possible when it fails.';
}

interface SubtaskProps {
  readonly subtask: Subtask;
  readonly press: (path: string) => Promise<void>;
}

function SubtaskView({ subtask, press }: SubtaskProps): VNode {
  const { id, name, status, operation, prohibitRollback, startTime, finishTime } = subtask;
  const took =
    startTime !== null && finishTime !== null && finishTime >= startTime ? ` ${seconds(finishTime - startTime)}` : '';
  return html`<li class=${`step ${stepClass(status)}`}>
    <span class="dot" aria-hidden="true"></span>
    <div>
      <span class="subtask-name">${name}</span>
      <small>
        ${status}${operation === 'EXECUTE' ? '' : ` (${operation.toLowerCase().replace('_', ' ')})`}${took}${prohibitRollback && ' · no way back'}
      </small>
      ${
        status === 'FAILED' &&
        html`<button type="button" class="button small" onClick=${() => press(`subtasks/${id}/skip`)}>Skip<span class="sr"> ${name}</span></button>`
      }
    </div>
  </li>`;
}

function stepClass(status: string): string {
  if (status === 'SUCCESSFUL') return 'complete';
  if (status === 'FAILED') return 'error';
  return status === 'RUNNING' || status === 'CANCELING' ? 'in_progress' : 'pending';
}

function tone(status: string): string {
  if (status === 'SUCCESSFUL') return 'good';
  return status === 'FAILED' ? 'bad' : 'busy';
}
