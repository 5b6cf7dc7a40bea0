/** Words for a request of several tenants or several clusters. mrkdwn. */
import type { StopRule } from '../../operation/operation.ts';
import type { TargetOutcome } from '../../view/outcomes.ts';
import { allOf, things } from './count.ts';

export const batchWords = {
  done: (done: number, total: number) => `*${done} of ${total} done.*`,
  /** How many, then which. */
  outcome: {
    waiting: 'still to be sent',
    claimed: 'being sent',
    unknown: 'sent, outcome unknown, being searched',
    lost: 'sent, outcome unknown, no task found',
    refused: 'refused by OCP',
    no_task: 'without a task in OCP’s reply',
    stopped: 'not sent',
    running: 'running',
    failed: 'failed',
    unclear: 'unclear',
    proving: 'finished, roles being read',
    doubted: 'in doubt',
    succeeded: 'done',
    rolled_back: 'rolled back',
  } satisfies Record<TargetOutcome, string>,
  count: (count: number, outcome: string) => `${count} ${outcome}`,
  group: (count: number, outcome: string, names: string) => `*${count} ${outcome}:* ${names}`,
  needsPerson: '*Needs a person:*',
  runs: '*Running:*',
  failedAt: (name: string, step: string, world: string) => `• *${name}* failed at ${step}. ${world}`,
  failed: (name: string, world: string) => `• *${name}* failed. ${world}`,
  needs: (name: string, outcome: string) => `• *${name}*: ${outcome}`,
  running: (name: string, what: string) => `• ${name}: ${what}`,
  stopRule: {
    stop_at_failure:
      'Each cluster is called when everything before it is verified. At the first failure the rest is not sent.',
    go_on: 'The clusters are called one after the other. A failure does not stop the rest.',
  } satisfies Record<StopRule, string>,
  cluster: (at: number, cluster: string, tenants: string) => `*${at}. ${cluster}*, ${tenants}`,
  tenants: (count: number) => things(count, 'tenant'),
  call: (cluster: string, what: string) => `${cluster}: ${what}`,
  calls: (counts: string) => `*Calls, one for each cluster:* ${counts}.`,
  callState: {
    waiting: 'waiting for its turn',
    notSent: 'not sent',
    claimed: 'sent, no answer yet',
    unknown: 'sent, outcome unknown; searching OCP’s task list',
    lost: 'sent, outcome unknown, no task found',
    stopped: 'stopped: not sent',
    accepted: 'accepted by OCP',
    refused: (why: string) => `refused by OCP: ${why}`,
  },
  missingTasks: (tasks: number, targets: number, names: string) =>
    `OCP's reply held ${tasks} of ${targets} tasks: none for ${names}. By that reply, nothing was started there.`,
  strangeTasks: (tasks: string) =>
    `OCP's reply held a task for another tenant: ${tasks}. Nobody requested it here; look at it in OCP.`,
  strangeTask: (id: string, tenant: string) => `task ${id} of tenant ${tenant}`,
  precheckAll: (count: number, verdict: string, read: string) => `*Precheck of ${allOf(count)}:* ${verdict}, ${read}.`,
  precheckSome: (verdicts: string, read: string) => `*Precheck:* ${verdicts}, ${read}.`,
  verdict: (count: number, verdict: string) => `${count} × ${verdict}`,
  findings: '*OCP’s findings:*',
  finding: (item: string, names: string) => `• ${item}: ${names}`,
  /** One target in a list: what it is, then what is out of the ordinary. */
  target: (name: string, notes: string) => `• ${name}${notes === '' ? '' : `: ${notes}`}`,
  primaryNote: (primary: string, status: string) => `primary ${primary}, ${status}`,
  noPrimaryNote: 'OCP names no primary',
  statusNote: (tenant: string, role: string, status: string) => `${tenant} is ${role}, ${status}`,
  nameNew: (name: string) => `service name ${name}`,
  nameChanged: (name: string, old: string) => `service name ${name} instead of ${old}`,
  nameLost: (old: string) => `clients of ${old} must be repointed`,
  unreadTaskNote: (id: string | null) =>
    `${id === null ? 'an entry of its task list' : `its task ${id}`} cannot be read: nothing is sent before it can`,
  taskNote: (task: string) => `OCP already runs ${task}`,
} as const;
