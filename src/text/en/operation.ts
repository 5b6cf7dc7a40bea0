/** Words in which a failover and a switchover differ: one is forced, irreversible and may lose data, the other is planned. */
import type { OperationKind } from '../../operation/operation.ts';
import { allOfAtStart } from './count.ts';

/**
 * `target`: `orders on sh-prod` of a failover, `orders: hz-prod → sh-prod` of a switchover. `became` is the new primary,
 * `old` the one before. mrkdwn; plain text in `title` and `confirm`.
 */
interface OperationWords {
  readonly title: (tenants: string, from: string, to: string) => string;
  readonly of: (targets: string) => string;
  readonly theOf: (targets: string) => string;
  readonly proving: string;
  readonly proven: (became: string, old: string) => string;
  readonly doubted: (became: string, old: string) => string;
  readonly rolledBack: (target: string) => string;
  readonly taskSucceeded: (target: string) => string;
  readonly taskRolledBack: (target: string) => string;
  readonly truth: {
    readonly succeeded: (became: string, old: string) => string;
    readonly succeededMany: (count: number) => string;
    readonly rolledBack: (target: string) => string;
  };
  readonly many: { readonly willHappen: (count: number, clusters: number) => string; readonly weight: string };
  readonly lostAdvice: string;
  readonly confirm: {
    readonly approve: (target: string, old: string) => Confirm;
    readonly approveMany: (count: number, clusters: string) => Confirm;
    readonly approveResend: (targets: string) => Confirm;
  };
}

/** A dialog without its way back: title 100, text 300, confirm 30 characters at most, names included. */
interface Confirm {
  readonly title: string;
  readonly text: string;
  readonly confirm: string;
}

const failover: OperationWords = {
  title: (tenants, _, to) => `Fail over ${tenants} → ${to}`,
  of: (targets) => `failover of ${targets}`,
  theOf: (targets) => `The failover of ${targets}`,
  proving: '*OCP finished its task.* The role is being read back; OCP refreshes it about once a minute.',
  proven: (became) => `*Verified:* ${became} is primary.`,
  doubted: (became) =>
    `*In doubt:* OCP's task succeeded, yet OCP still does not show ${became} as primary. Reading goes on. Look at the tenant in OCP and in the database.`,
  rolledBack: (target) => `*Rolled back in OCP:* every step of the failover of ${target} is pending again.`,
  taskSucceeded: (target) => `OCP's task succeeded. The role of ${target} is being read back.`,
  taskRolledBack: (target) => `OCP rolled its task back: every step of the failover of ${target} is pending again.`,
  truth: {
    succeeded: (became) => `*${became} is primary now.* Its role was read back from OCP.`,
    succeededMany: (count) => `*${allOfAtStart(count)} tenants are primary now.* Their roles were read back from OCP.`,
    rolledBack: (target) => `The failover of ${target} was rolled back in OCP: it should be a standby as before.`,
  },
  many: {
    willHappen: (count, clusters) =>
      `*What will happen:* ${count} standbys${clusters > 1 ? ` in ${clusters} clusters` : ''} become primaries. This cannot be undone.`,
    weight: '*May be lost:* writes not yet replicated from the old primaries. The old primaries must stay fenced.',
  },
  lostAdvice:
    "Look in OCP's task list and at the roles of both tenants. Send again only if neither shows a failover; a second person must agree. Close without a result ends this request here.",
  confirm: {
    approve: (target, old) => ({
      title: 'Approve this failover?',
      text: `${target} becomes primary. This cannot be undone. Writes not yet replicated from ${old} are lost. The old primary must be fenced.`,
      confirm: 'Approve failover',
    }),
    approveMany: (count, clusters) => ({
      title: `Approve the failover of ${count} tenants?`,
      text: `${count} tenants on ${clusters} become primaries. This cannot be undone. Writes not yet replicated from their old primaries are lost. Every old primary must be fenced.`,
      confirm: `Approve ${count} failovers`,
    }),
    approveResend: (targets) => ({
      title: 'Send the failover again?',
      text: `The failover of ${targets} is sent to OCP once more. It cannot be undone. If the first call did arrive, OCP may have it twice. Writes not yet replicated are lost.`,
      confirm: 'Send it again',
    }),
  },
};

const switchover: OperationWords = {
  title: (tenants, from, to) => `Switch over ${tenants}: ${from} → ${to}`,
  of: (targets) => `switchover of ${targets}`,
  theOf: (targets) => `The switchover of ${targets}`,
  proving: '*OCP finished its task.* Both roles are being read back; OCP refreshes them about once a minute.',
  proven: (became, old) => `*Verified:* ${became} is primary, ${old} is its standby.`,
  doubted: (became, old) =>
    `*In doubt:* OCP's task succeeded, yet OCP still does not show ${became} as primary and ${old} as standby. Reading goes on. Look at both tenants in OCP and in the database.`,
  rolledBack: (target) => `*Rolled back in OCP:* every step of the switchover of ${target} is pending again.`,
  taskSucceeded: (target) => `OCP's task succeeded. Both roles of ${target} are being read back.`,
  taskRolledBack: (target) => `OCP rolled its task back: every step of the switchover of ${target} is pending again.`,
  truth: {
    succeeded: (became, old) =>
      `*${became} is primary now, ${old} is its standby.* Both roles were read back from OCP. Another switchover switches back.`,
    succeededMany: (count) =>
      `*${allOfAtStart(count)} pairs have exchanged their roles.* They were read back from OCP. Another switchover switches back.`,
    rolledBack: (target) =>
      `The switchover of ${target} was rolled back in OCP: both should have their roles as before.`,
  },
  many: {
    willHappen: (count, clusters) =>
      `*What will happen:* ${count} primaries${clusters > 1 ? ` in ${clusters} clusters` : ''} exchange roles with their standbys. Planned, and reversible by another switchover.`,
    weight:
      '*Nothing is lost.* Each primary must be alive; writes to each pause for some seconds. Connection strings with a service name follow, others must be repointed.',
  },
  lostAdvice:
    "Look in OCP's task list and at the roles of both tenants. Send again only if neither shows a switchover; a second person must agree. Close without a result ends this request here.",
  confirm: {
    approve: (target) => ({
      title: 'Approve this switchover?',
      text: `${target}: the two exchange their roles. Planned, nothing is lost, and another switchover switches back. Writes pause for some seconds. Clients without a service name must be repointed.`,
      confirm: 'Approve switchover',
    }),
    approveMany: (count, clusters) => ({
      title: `Approve the switchover of ${count} tenants?`,
      text: `${count} primaries on ${clusters} exchange roles with their standbys. Planned, nothing is lost, and another switchover switches back. Writes to each pause for some seconds.`,
      confirm: `Approve ${count} switchovers`,
    }),
    approveResend: (targets) => ({
      title: 'Send the switchover again?',
      text: `The switchover of ${targets} is sent to OCP once more. If the first call did arrive, OCP may have it twice: look at both roles first.`,
      confirm: 'Send it again',
    }),
  },
};

export const operationWords: Readonly<Record<OperationKind, OperationWords>> = { failover, switchover };
