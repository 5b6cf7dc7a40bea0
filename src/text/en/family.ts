import type { PromotionStage } from '../../operation/family-findings.ts';

/** What the replication family of a tenant says against an operation. Tenants are named with their clusters. */
export const familyWords = {
  heading: 'Replication family',
  two_targets: (tenant: string, other: string) =>
    `${tenant} and ${other} belong to one replication family, and only one of them can become its primary. Choose one.`,
  /** `how`: how far the earlier failover came. */
  second_primary: (tenant: string, sibling: string, request: string, how: string) =>
    `A failover of ${tenant} could make a second primary (split-brain): request ${request} failed over ${sibling} of the same family, and ${how}.`,
  how: {
    primary: 'that one is the primary now',
    closed: 'that one is the primary now',
    underway: 'its task is still running. Wait for its outcome',
    failed:
      'its task failed and could still be retried, also in OCP’s console. Roll it back first, or close that request',
    unknown: 'the outcome is unknown: no response from OCP. Follow that request first',
  } satisfies Record<PromotionStage, string>,
  /** In place of `how.primary`, where another tenant took over since. */
  primaryNow: (primary: string) => `${primary} is its primary now`,
  /** Of a task in OCP. */
  task: (name: string, id: string) => ` (OCP task ${name}, ${id})`,
  lost_again: (tenant: string, sibling: string, request: string) =>
    `${sibling} of the same family became the primary with request ${request}, and OCP lists it as unreachable now. Fence it before ${tenant} takes its place.`,
  promoted_unseen: (tenant: string, sibling: string, request: string) =>
    `Verify first: ${sibling} of the same family became the primary with request ${request}, and OCP does not list it now. If it still serves, ${tenant} would become a second primary.`,
  root_alive: (tenant: string, root: string) =>
    `${root}, the primary at the top of this family, is running: a failover of ${tenant} would make a second primary. In OCP, decouple ${tenant}, or give it another log source.`,
  root_lost: (tenant: string, root: string) =>
    `Verify first: OCP lists ${root}, the primary above ${tenant}, as running, and its cluster as lost.`,
  name_taken: (tenant: string, name: string, by: string) =>
    `Service name ${name} leads to ${by} of another family. OCP would fail after ${tenant} became the primary. Choose another name, or none.`,
  name_conflict: (tenant: string, name: string, by: string) =>
    `OCP reports a conflict about the service name of ${tenant} with ${by}. Resolve it in OCP before requesting ${name}, or request no name.`,
  locked: (tenant: string) =>
    `${tenant} is locked, and OCP makes no locked tenant the primary. Unlock it in OCP first.`,
  primary_locked: (tenant: string) =>
    `The primary ${tenant} is locked, and OCP switches over no locked tenant. Unlock it in OCP first.`,
  lost_locked: (tenant: string) =>
    `The old primary ${tenant} is locked. Lock it after a failover, not before: OCP refuses to fail over while it is locked and reachable.`,
  namesake: (tenant: string, other: string) =>
    `Verify first: ${other} is a primary of the same name outside this family. If somebody failed the business over in OCP’s console, ${tenant} would become a second primary.`,
  unseen: (tenant: string) =>
    `OCP does not list the primary of ${tenant}, so its other standbys are not visible. Verify that none of them has become the primary.`,
  unread: (tenant: string) => `The replication family of ${tenant} has not been read yet.`,
  /** `tenants`: those that the other request moves. */
  held: (tenants: string, request: string) =>
    `Another request is moving a tenant of the same replication family: ${tenants} (request ${request}). Wait for its outcome.`,
};
