/** What reaches OCP: on record before, agreed to by two, once. */
import type { Target } from '../../src/operation/operation.ts';
import type { Recorded } from '../../src/request/events.ts';
import { evolve } from '../../src/request/evolve.ts';
import { askerOf, type RequestState } from '../../src/request/state.ts';
import type { Received } from '../../src/simulators/ocp/http/front.ts';
import { idOf, lawOf } from './cast.ts';
import { stopFacts } from '../../src/stop/hold.ts';
import type { StopState } from '../../src/stop/state.ts';
import type { Deed, Who } from './deeds.ts';
import type { Scheduler } from './scheduler.ts';
import type { Complain } from './watch.ts';

/** What was written down before it was sent. */
interface Intent {
  readonly key: string;
  readonly request: string;
  readonly call: number;
  posts: number;
  /** OCP has begun a task on it. */
  began: boolean;
  /** The bot has recorded that it never left. */
  unsent: boolean;
}

/** Who may approve, by what they are: see cast.ts. */
const members: readonly Who[] = ['mei', 'arun', 'sofia'];

/**
 * For the claim people are read anew; the answer may have been on its way for as long as anybody waits. A process that stood
 * still in between goes on with it, unless it is a minute old.
 */
const STALE_MS = 30_000;
const STALE_AND_FROZEN_MS = 80_000;

/** Of both sides of every pair. */
function clustersOf({ operation }: RequestState): readonly string[] {
  const targets: readonly Target[] = operation.targets;
  return targets.flatMap((target) => {
    const other = target.kind === 'switchover' ? target.standby : target.primary;
    return [target.tenant.clusterName, ...(other ? [other.clusterName] : [])];
  });
}

/** From the last reading of the policy to the claim there are a few uses of the store; a process that stood still goes on with it. */
const OLD_MS = 250;
const OLD_AND_FROZEN_MS = 30_000;

export function createCallWatch(
  scheduler: Scheduler,
  complain: Complain,
  deeds: readonly Deed[],
  stop: () => StopState,
) {
  const oldMs = deeds.some((deed) => deed.do === 'freeze') ? OLD_AND_FROZEN_MS : OLD_MS;
  const staleMs = deeds.some((deed) => deed.do === 'freeze') ? STALE_AND_FROZEN_MS : STALE_MS;
  const states = new Map<string, RequestState>();
  const last = new Map<string, Recorded>();
  const intents: Intent[] = [];
  const leftAt = new Map<string, number>();
  const denied = new Set<string>();
  /** When each version of the policy was replaced. */
  const replacedAt = new Map<string, number>();
  const approvedListeners: (() => void)[] = [];

  function authorised(person: string): boolean {
    const is = members.some((one) => idOf[one] === person);
    return is && scheduler.now() - (leftAt.get(person) ?? Number.POSITIVE_INFINITY) < staleMs;
  }

  /** Two people, inside both windows, for exactly this, and nobody said no. */
  function agreed(state: RequestState, digest: string, at: number): void {
    const asker = askerOf(state);
    const approvers = new Set(state.approvals.filter((one) => one.digest === digest).map(({ by }) => by));
    approvers.delete(asker);
    const say = (why: string) => complain('no POST without two people', `${state.id} v${state.version}: ${why}`);
    const laws = clustersOf(state).map((cluster) => lawOf(state.policyVersion, cluster));
    if (approvers.size < Math.max(1, state.rule.approvals, ...laws.map(({ approvals }) => approvals)))
      say(`approved by ${[...approvers].join(', ') || 'nobody'}`);
    for (const person of [asker, ...approvers]) if (!authorised(person)) say(`${person} may not`);
    for (const person of approvers)
      if (!laws.every((law) => law.approvers.some((one) => idOf[one] === person)))
        say(`${person} may not for one of the sides`);
    if (at >= (state.startBy ?? 0)) say('the start window was over');
    if (state.approvals.some((one) => one.at >= state.expiresAt)) say('the approval window was over');
    if (denied.has(`${state.id} ${state.round}`)) complain('deny before claim means no POST', state.id);
  }

  /** What a human hand has changed counts at the claim. */
  function allowed(state: RequestState): void {
    if (stop().stop !== null) complain('no claim while a stop holds', `${state.id} v${state.version}`);
    const replaced = replacedAt.get(state.policyVersion);
    if (replaced !== undefined && scheduler.now() - replaced > oldMs)
      complain('the policy in force counts at the claim', `${state.id} v${state.version}: ${state.policyVersion}`);
    const { number } = stopFacts(stop());
    if (state.approvals.some(({ afterStop }) => afterStop !== number))
      complain('what was approved before a stop is not sent', `${state.id} v${state.version}`);
  }

  function intend(request: string, call: number, key: string): void {
    intents.push({ request, call, key, posts: 0, began: false, unsent: false });
  }

  function before(state: RequestState, { event, at }: Recorded): void {
    const { id } = state;
    switch (event.type) {
      case 'rejected':
      case 'withdrawn':
        denied.add(`${id} ${event.round}`);
        break;
      case 'call_claimed': {
        agreed(state, event.digest, at);
        allowed(state);
        const call = state.calls[event.call];
        const earlier = intents.filter((one) => one.request === id && one.call === event.call && !one.unsent);
        const again = state.proposal?.kind === 'resend' && state.proposal.call === event.call;
        if (earlier.length > 0 && !again)
          complain('at most one POST per call', `${id} call ${event.call} was claimed again`);
        if (earlier.some(({ began }) => began))
          complain('at most one POST per call', `${id} call ${event.call} was claimed again, and OCP runs it already`);
        const { kind, clusterId, targets } = call ?? { kind: '', clusterId: '', targets: [] };
        intend(
          id,
          event.call,
          keyOf(
            kind,
            clusterId,
            targets.map(({ tenant }) => tenant.tenantId),
          ),
        );
        break;
      }
      case 'call_not_sent': {
        const intent = intents.findLast((one) => one.request === id && one.call === event.call);
        if (intent && intent.posts > 0) complain('not sent means not sent', `${id} call ${event.call}`);
        if (intent) intent.unsent = true;
        break;
      }
      case 'remedy_claimed': {
        agreed(state, event.digest, at);
        allowed(state);
        const { remedy, taskId } = event;
        intend(id, -1, `${verbs[remedy.kind]} ${'subtaskId' in remedy ? remedy.subtaskId : taskId}`);
        break;
      }
      default:
    }
  }

  return {
    recorded(one: Recorded): void {
      const { requestId } = one;
      const previous = last.get(requestId);
      const follows = one.version === (previous?.version ?? 0) + 1 && one.previousHash === (previous?.hash ?? '');
      if (!follows) complain('hash chains hold', `${requestId} v${one.version}`);
      const state = states.get(requestId) ?? null;
      if (state) before(state, one);
      states.set(requestId, evolve(state, one));
      last.set(requestId, one);
      if (one.event.type === 'approved' && one.event.startBy !== null) for (const heard of approvedListeners) heard();
    },
    post({ path, body }: Received, process: string): (began: boolean, isRejected: boolean) => void {
      const key = postKey(path, body.toString());
      const open = intents.filter((one) => one.key === key && !one.unsent);
      const intent = open.find(({ posts }) => posts === 0);
      if (intent) intent.posts += 1;
      else if (open.length > 0) complain('at most one POST per call', `${process}: ${key}`);
      else complain('every POST has its intent on record before', `${process}: ${key}`);
      return (began, isRejected) => {
        if (intent && began) intent.began = true;
        // OCP looked at nothing but who sends it: the bot may say that it was not sent.
        if (intent && isRejected) intent.posts -= 1;
      };
    },
    /** Another policy is in force from now on. */
    replaced(before: string, after: string): void {
      if (before !== after) replacedAt.set(before, scheduler.now());
      replacedAt.delete(after);
    },
    /** Hears of every approval that lets a call go. */
    onApproved: (heard: () => void) => void approvedListeners.push(heard),
    /** True while something is approved and not claimed yet. */
    isBetween: () => [...states.values()].some(({ phase }) => phase === 'approved'),
    left(who: Who): void {
      leftAt.set(idOf[who], scheduler.now());
    },
  };
}

const verbs = { retry: 'retry', rollback: 'rollback', retry_subtask: 'retry', skip: 'skip', cancel: 'cancel' } as const;

function keyOf(kind: string, clusterId: string, tenants: readonly string[]): string {
  return `${kind} ${clusterId} ${[...tenants].sort().join(',')}`;
}

function postKey(path: string, body: string): string {
  const one = /\/clusters\/(\d+)\/tenants\/(\d+)\/(\w+)$/.exec(path);
  if (one) return keyOf(one[3] ?? '', one[1] ?? '', [one[2] ?? '']);
  const many = /\/clusters\/(\d+)\/tenants\/(\w+)$/.exec(path);
  if (many)
    return keyOf(
      many[2] ?? '',
      many[1] ?? '',
      [...body.matchAll(/"tenantId":"?(\d+)/g)].map(([, id]) => id ?? ''),
    );
  const remedy = /(\d+)\/(retry|rollback|skip|cancel)$/.exec(path);
  return `${remedy?.[2]} ${remedy?.[1]}`;
}
