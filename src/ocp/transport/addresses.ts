/** Several addresses of one OCP: which is asked first, and whether what came back is OCP's answer. */
import { decodeEnvelope } from './envelope.ts';
import type { Outcome } from './transport.ts';

/** Of a proxy that cannot reach what is behind it. OCP itself hardly sends them. */
const GATEWAY: readonly number[] = [502, 503, 504];

/** These tell of the log-on and of the throttling: the same question at the next address would count as one more. */
const OF_THE_USER: readonly number[] = [401, 429];

/** Sends one request to one address. */
export type Exchange<Base> = (base: Base) => Promise<Outcome>;

export interface Addresses<Base> {
  /**
   * What changes nothing goes on to the next address until OCP answers; what changes something only while no connection was
   * established. Where none gives OCP's answer, what the first one to say anything said.
   */
  ask(
    request: { readonly mutating: boolean; readonly isAnonymous?: boolean | undefined },
    exchange: Exchange<Base>,
  ): Promise<Outcome>;
}

export function createAddresses<Base>(bases: readonly Base[]): Addresses<Base> {
  /** Where OCP answered last: the next request begins there, whatever kind it is. */
  let working = 0;

  return {
    async ask({ mutating, isAnonymous = false }, exchange) {
      const begin = working;
      let told: Outcome = { kind: 'unreachable', reason: 'no_address' };
      for (let tried = 0; tried < bases.length; tried++) {
        const index = (begin + tried) % bases.length;
        const base = bases[index];
        if (base === undefined) break;
        const outcome = await exchange(base);
        if (isOfOcp(outcome, isAnonymous)) {
          working = index;
          return outcome;
        }
        if (rank(outcome) > rank(told) || tried === 0) told = outcome;
        if (mutating && outcome.kind !== 'unreachable') return outcome;
      }
      return told;
    },
  };
}

function rank({ kind }: Outcome): number {
  if (kind === 'answer') return 2;
  return kind === 'unreachable' ? 0 : 1;
}

/** A page of another server, a redirect and an empty body are not. */
function isOfOcp(outcome: Outcome, isAnonymous: boolean): boolean {
  if (outcome.kind !== 'answer') return false;
  const { status, text } = outcome;
  if (OF_THE_USER.includes(status)) return true;
  if (GATEWAY.includes(status)) return false;
  if (isAnonymous && status < 300) return !text.trimStart().startsWith('<');
  return decodeEnvelope(text) !== null;
}
