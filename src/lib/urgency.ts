/**
 * Which message goes first where Slack's limits leave little room. urgent: questions to people, failures, last words. idle: what many
 * requests say at once, and times that only grew older.
 */
export const urgencies = ['urgent', 'normal', 'idle'] as const;
export type Urgency = (typeof urgencies)[number];
