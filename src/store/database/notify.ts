/** What replicas tell each other, so that nobody has to wait for the next poll. */

/** NOTIFY's channel. */
export const CHANNEL = 'twokey';
/** Sent instead of a request's id: the lease was given back. */
export const LEASE_FREE = 'lease';

/** Sent instead of a request's id: OCP has rejected a log-on, or accepts them again. */
export const OCP_GATE = 'ocp_gate';

export type Notify =
  | { readonly kind: 'request'; readonly id: string }
  | { readonly kind: 'lease' }
  | { readonly kind: 'ocp_gate' }
  /** It was deaf for a while. */
  | { readonly kind: 'missed' };

/** Hears of every append that another process, or this one, has committed. */
export type Listen = (heard: (news: Notify) => void) => { stop(): Promise<void> };

/** For a store that one process has for itself: there is nobody to hear of. */
export const silence: Listen = () => ({ stop: () => Promise.resolve() });
