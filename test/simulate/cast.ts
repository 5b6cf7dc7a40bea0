/** The people, the policies, the clusters and tenants of every run. */
import { readPolicy } from '../../src/policy/file/read.ts';
import type { Policy } from '../../src/policy/policy.ts';
import { addCluster, addTenant, emptyWorld } from '../../src/simulators/ocp/world/default-world.ts';
import { type Cluster, setRegionAlive, type Tenant, type World } from '../../src/simulators/ocp/world/world.ts';
import type { Front } from '../../src/simulators/slack/http/front.ts';
import { addChannel, addGroup, addUser } from '../../src/simulators/slack/model/people.ts';
import type { Who } from './deeds.ts';

export const secrets = {
  botToken: 'xoxb-4321-simulated-bot-token',
  signingSecret: 'a9d81c5f0e7b4426b1simulatedsecret',
  keyId: 'simulatedKeyId',
  keySecret: '7ad1f6simulatedkeysecret90c2',
  password: 'simulated-pass-word',
};

export const idOf: Readonly<Record<Who, string>> = {
  mei: 'U0MEI',
  arun: 'U0ARUN',
  sofia: 'U0SOFIA',
  eve: 'U0EVE',
  tom: 'U0TOM',
  olga: 'U0OLGA',
};

/** The cluster of every primary at the beginning. */
const PRODUCTION = 'hz-prod';
/** The number of the policy with two rules. */
const TWO_SIDES = 6;

export const channel = 'C0INCIDENT';
export const leads = 'S0LEADS';

/** Mei may do both, Arun and Sofia are in the group; Tom and Olga are named, and may not because of what they are. */
const terms = (more: string, approvers = `${leads}, ${idOf.mei}`) => `
channel: ${channel}
rules:
  - name: everything
    requesters: [${idOf.mei}, ${leads}]
    approvers: [${approvers}, ${idOf.tom}, ${idOf.olga}]
${more}`;

/** The two sides of each pair under two rules: in production two of the group have to agree, elsewhere one person. */
const twoSides = `
channel: ${channel}
rules:
  - name: production
    clusters: [${PRODUCTION}]
    requesters: [${idOf.mei}, ${leads}]
    approvers: [${leads}]
    approvals: 2
    approval_window: 5m
  - name: elsewhere
    requesters: [${idOf.mei}, ${leads}]
    approvers: [${leads}, ${idOf.mei}, ${idOf.tom}, ${idOf.olga}]
    start_window: 90s
`;

/** By number: what a hand may write into the policy file while a call is on its way. */
export const written = { stopAll: 3, freeze: 4, rules: [5, 1] } as const;

const texts = [
  terms('    approval_window: 5m\n    start_window: 90s\n'),
  terms('    approval_window: 10m\n    start_window: 3m\n    approvals: 2\n'),
  terms('    approval_window: 2m\n    start_window: 30s\n'),
  terms('stop_all: "OCP is being upgraded"\n'),
  terms('freezes: [{ name: festival, from: 2020-01-01T00:00:00Z, until: 2040-01-01T00:00:00Z }]\n'),
  terms('    approval_window: 5m\n    start_window: 90s\n', idOf.mei),
  twoSides,
];

/** Every policy that may be in force, by number. */
export const policies: readonly Policy[] = texts.map((text) => {
  const read = readPolicy(text, 'policy.yaml');
  if ('problems' in read) throw new Error(JSON.stringify(read.problems));
  return read.value;
});

export interface Law {
  readonly approvals: number;
  readonly approvers: readonly Who[];
}

/** What each policy demands for a tenant of this cluster, said once more: the watch does not ask the product's own rules. */
export function lawOf(version: string, cluster: string): Law {
  const which = policies.findIndex((policy) => policy.version === version);
  if (which === TWO_SIDES && cluster === PRODUCTION) return { approvals: 2, approvers: ['arun', 'sofia'] };
  return { approvals: which === 1 ? 2 : 1, approvers: ['mei', 'arun', 'sofia'] };
}

export function populate({ w }: Pick<Front, 'w'>): void {
  addUser(w, { id: idOf.mei, name: 'mei', realName: 'Mei Lin' });
  addUser(w, { id: idOf.arun, name: 'arun', realName: 'Arun Patel' });
  addUser(w, { id: idOf.sofia, name: 'sofia', realName: 'Sofia Rossi' });
  addUser(w, { id: idOf.eve, name: 'eve', realName: 'Eve Stranger' });
  addUser(w, { id: idOf.tom, name: 'tom', realName: 'Tom Guest', kind: 'guest' });
  addUser(w, { id: idOf.olga, name: 'olga', realName: 'Olga Outside', kind: 'external' });
  addGroup(w, { id: leads, name: 'Leads', handle: 'leads', members: [idOf.arun, idOf.sofia] });
  addChannel(w, { id: channel, name: 'incident', members: Object.values(idOf), bot: true });
}

/** The name of every tenant in the family with siblings. */
export const FAMILY = 'members';
/** Where its standbys stand: three that follow the primary, and one that follows the first of them. */
export const siblings = ['sh-prod', 'sz-prod', 'cd-prod'] as const;
export const tail = 'bj-prod';
/** The region of the first standby: when it is lost, OCP lets the one behind it be failed over. */
export const HEAD_REGION = 'shanghai';

/**
 * Five regions; `orders` and `payments` in one cluster, `ledger` beside them, `stock` with its standby in another one; `members` with three standbys, and
 * one behind the first of these.
 */
export function ocpWorld(hangzhouDown: boolean): World {
  const world = emptyWorld();
  const main = addCluster(world, PRODUCTION, 'hangzhou');
  const first = addCluster(world, 'sh-prod', 'shanghai');
  const second = addCluster(world, 'sz-prod', 'shenzhen');
  const pair = (name: string, primary: Cluster, standby: Cluster) => {
    const { id } = addTenant(world, primary, name, {});
    addTenant(world, standby, name, { role: 'STANDBY', primaryTenantId: id, lagMs: 180 });
  };
  pair('orders', main, first);
  pair('payments', main, first);
  pair('ledger', main, first);
  pair('stock', main, second);
  const serviceName = { name: 'SVC_MEMBERS', status: 'VALID' } as const;
  const root = addTenant(world, main, FAMILY, { serviceName });
  const behind = (above: Tenant, cluster: Cluster, lagMs: number) =>
    addTenant(world, cluster, FAMILY, { role: 'STANDBY', primaryTenantId: above.id, lagMs, serviceName });
  const head = behind(root, first, 150);
  behind(root, second, 240);
  behind(root, addCluster(world, siblings[2], 'chengdu'), 310);
  behind(head, addCluster(world, tail, 'beijing'), 420);
  if (hangzhouDown) setRegionAlive(world, 'hangzhou', false);
  return world;
}
