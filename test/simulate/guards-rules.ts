/** Guards that the rules keep. */
import type { Command } from '../../src/request/commands.ts';
import { decide } from '../../src/request/decide/decide.ts';
import { currentDigest } from '../../src/request/decide/people.ts';
import { type Decision, happened } from '../../src/request/decide/decision.ts';
import { provenRoles } from '../../src/operation/operation.ts';
import { elsewhereOf, type RequestState, targetOf } from '../../src/request/state.ts';
import { leads } from './cast.ts';
import type { Guard } from './guards.ts';
import type { Bend } from './world.ts';

type Rules = (state: RequestState | null, command: Command, now: number) => Decision;

function ruled(rules: Rules): Bend {
  return (around) => ({ ...around, decide: rules });
}

const NOBODY = 'U0NOBODY';

/** Whoever asked may approve, and nobody minds when the call is claimed. */
const ownRequests: Rules = (state, command, now) => {
  if (state === null) return decide(state, command, now);
  const proposal = state.proposal && { ...state.proposal, by: NOBODY };
  if (command.type === 'approve') return decide({ ...state, requester: NOBODY, proposal }, command, now);
  const decision = decide(state, command, now);
  if (command.type !== 'claim' || state.inspection === null) return decision;
  const [event] = decision.events;
  const minds = event?.type === 'returned' ? event.differences : null;
  if (!minds?.every((one) => one.kind === 'not_authorised' && one.why === 'own_request')) return decision;
  const { call, people, baseline, ocpTime } = command;
  const attempt = (state.calls[call]?.attempt ?? 0) + 1;
  const digest = currentDigest(state, state.inspection);
  return happened({ type: 'call_claimed', call, attempt, digest, people, baseline, ocpTime });
};

/** Everybody counts as a member of the approvers' group. */
const anybody: Rules = (state, command, now) => {
  switch (command.type) {
    case 'approve':
      return decide(state, { ...command, person: { ...command.person, standing: 'member', groups: [leads] } }, now);
    case 'claim':
    case 'claim_remedy': {
      const people = command.people.map((person) => ({ ...person, standing: 'member', groups: [leads] }) as const);
      return decide(state, { ...command, people }, now);
    }
    default:
      return decide(state, command, now);
  }
};

/** One approval is always enough. */
const oneIsEnough: Rules = (state, command, now) =>
  decide(state && { ...state, rule: { ...state.rule, approvals: 1 } }, command, now);

/** Only the rule of one side counts, as before rules were asked for both. */
const oneSide: Rules = (state, command, now) => {
  if (!('policy' in command)) return decide(state, command, now);
  const rules = command.policy.rules.filter(({ clusters }) => clusters.includes('*'));
  return decide(state, { ...command, policy: { ...command.policy, rules } }, now);
};

/** No request ever expires, and what is approved may be sent for ever. */
const noWindow: Rules = (state, command, now) => {
  if (command.type === 'expire') return { events: [], refusal: { code: 'not_now' } };
  const ever = { startBy: Number.POSITIVE_INFINITY, expiresAt: Number.POSITIVE_INFINITY };
  return decide(
    state && { ...state, ...(state.startBy === null ? { expiresAt: ever.expiresAt } : ever) },
    command,
    now,
  );
};

/** A no is recorded and ends nothing. */
const denyEndsNothing: Rules = (state, command, now) => {
  const decision = decide(state, command, now);
  const said = decision.events.filter(({ type }) => type === 'rejected' || type === 'withdrawn');
  return said.length > 0 ? { ...decision, events: said } : decision;
};

/** A call that was lost is taken for one that never left. */
const lostIsUnsent: Rules = (state, command, now) => {
  if (command.type !== 'doubt') return decide(state, command, now);
  const { call } = command;
  return decide(state, { type: 'not_sent', call, code: 'ocp_unreachable', why: { kind: 'no_task' } }, now);
};

/** A task that ended well is all the proof there is. */
const rolesUnread: Rules = (state, command, now) => {
  const target = state && command.type === 'read_roles' ? targetOf(state, command.tenantId) : null;
  if (!state || !target || command.type !== 'read_roles') return decide(state, command, now);
  const needed = provenRoles(target, elsewhereOf(state, target) !== null);
  const roles = command.roles.map((read, at) => ({ ...read, role: needed[at]?.role ?? read.role }));
  return decide(state, { ...command, roles }, now);
};

export const brokenRules: readonly (readonly [string, Guard])[] = [
  ['own request', { without: 'refuses an approval by the requester', bend: ruled(ownRequests) }],
  ['approver', { without: 'checks whether an approver may approve', bend: ruled(anybody) }],
  ['number of approvals', { without: 'waits for as many people as the policy says', bend: ruled(oneIsEnough) }],
  ['both sides', { without: 'demands what the rules of both sides demand', bend: ruled(oneSide) }],
  ['windows', { without: 'lets a request expire, before or after its approval', bend: ruled(noWindow) }],
  ['deny', { without: 'ends a request that somebody rejected', bend: ruled(denyEndsNothing) }],
  [
    'unknown',
    { without: 'distinguishes an unknown outcome from a call that was never sent', bend: ruled(lostIsUnsent) },
  ],
  ['roles', { without: 'reads the roles back before it reports success', bend: ruled(rolesUnread) }],
];
