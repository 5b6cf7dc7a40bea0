/** Who reads the channel in which a request stands, and whether its rule lets it stand there. Pure. */
import type { Rule } from '../policy/policy.ts';

/** external: people of another organisation read along, or are invited to (Slack Connect). unread: Slack did not say. */
export type Audience = 'own' | 'external' | 'unread';

export type Exposure = 'channel_external' | 'channel_unread';

/** Null where nothing speaks against the channel. What is not known is not allowed, unless the rule allows everything. */
export function exposure({ externalChannels }: Pick<Rule, 'externalChannels'>, audience: Audience): Exposure | null {
  return audience === 'own' || externalChannels === true ? null : `channel_${audience}`;
}
