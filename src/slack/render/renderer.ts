import { renderCard } from './card.ts';
import { policyNotice } from './policy-notice.ts';
import { fits, renderLines, threadLines } from './thread.ts';

/** Everything the mirror needs words for. Pure. */
export const renderer = { card: renderCard, lines: threadLines, message: renderLines, fits, policyNotice };
