/** Guards that lie in how OCP and Slack are asked. */
import { type WebAPICallResult, WebClient } from '@slack/web-api';
import type { Ocp, Spoken } from '../../src/ocp/client.ts';
import { unpaced } from '../../src/slack/client/pace.ts';
import type { Guard } from './guards.ts';
import { slowClaims } from './guards-store.ts';
import { quiet } from './slack-wire.ts';
import type { Bend } from './world.ts';

type Call = (method: string, options: Record<string, unknown>) => Promise<WebAPICallResult>;

/** A client that asks another one. */
class Between extends WebClient {
  readonly #call: Call;

  constructor(call: Call) {
    super('', { logger: quiet });
    this.#call = call;
  }

  override apiCall(method: string, options: Record<string, unknown> = {}): Promise<WebAPICallResult> {
    return this.#call(method, options);
  }
}

function asking(between: (pass: Call) => Call): Bend {
  return (around) => {
    const { web } = around;
    return { ...around, web: new Between(between((method, options) => web.apiCall(method, options))) };
  };
}

const nothingFound: Bend = asking((pass) => async (method, options) => {
  const answer = await pass(method, options);
  return /^conversations\.(history|replies)$/.test(method) ? { ...answer, messages: [] } : answer;
});

/** The first answer about people is taken for the present for ever. */
const oldFacts: Bend = asking((pass) => {
  const known = new Map<string, WebAPICallResult>();
  return async (method, options) => {
    if (!/^(users\.info|usergroups\.(users\.)?list)$/.test(method)) return pass(method, options);
    const key = `${method} ${JSON.stringify(options)}`;
    const answer = known.get(key) ?? (await pass(method, options));
    known.set(key, answer);
    return answer;
  };
});

function spoken(bend: (ocp: Spoken) => Partial<Spoken>): Bend {
  return (around) => {
    const { ocp } = around;
    const bent: Ocp = { ...ocp, ...bend(ocp), in: (language) => ({ ...ocp.in(language), ...bend(ocp.in(language)) }) };
    return { ...around, ocp: bent };
  };
}

/** The policy is read before OCP is asked, and that one counts at the claim. */
const policyFirst: Bend = (around) => {
  const { policies, ocp } = around;
  let early = policies.fresh();
  const tenant =
    (read: Spoken['tenant']): Spoken['tenant'] =>
    (...args) => {
      early = policies.fresh();
      return read(...args);
    };
  return {
    ...around,
    policies: { ...policies, fresh: () => early },
    ocp: {
      ...ocp,
      tenant: tenant(ocp.tenant),
      in: (language) => ({ ...ocp.in(language), tenant: tenant(ocp.in(language).tenant) }),
    },
  };
};

export const brokenOcp: readonly (readonly [string, Guard])[] = [
  [
    'search',
    {
      without:
        'finds the task of a call whose outcome is unknown, or any other running task of the tenant, in OCP’s list',
      bend: spoken(() => ({ tasks: () => Promise.resolve([]) })),
    },
  ],
];

export const brokenPolicy: readonly (readonly [string, Guard])[] = [
  [
    'policy read last',
    {
      without: 'reads the policy after OCP, right before a call is claimed',
      bend: (around) => slowClaims(policyFirst(around)),
    },
  ],
];

export const brokenSlack: readonly (readonly [string, Guard])[] = [
  ['look-up', { without: 'looks up a message without a response by its metadata', bend: nothingFound }],
  ['fresh people', { without: 'reads people again before a claim', bend: oldFacts }],
  ['pace', { without: 'keeps within Slack’s limits', bend: (around) => ({ ...around, pace: unpaced }) }],
];
