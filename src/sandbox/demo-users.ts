import type { SlackSandbox } from '../simulators/slack/start.ts';

/** Fixed ids: the policy names them, and they read well in the log. */
export const castIds = {
  mei: 'U0MEI',
  arun: 'U0ARUN',
  sofia: 'U0SOFIA',
  tom: 'U0TOM',
  olga: 'U0OLGA',
  onCall: 'S0DBAONCALL',
  incident: 'C0INCIDENT',
  random: 'C0RANDOM',
  audit: 'C0POLICYAUDIT',
} as const;

/** The people of the sandbox in the order in which the page offers them, and what each is there to show. */
export const cast: readonly { readonly id: string; readonly note: string }[] = [
  { id: castIds.mei, note: 'on call, may ask' },
  { id: castIds.arun, note: 'may approve' },
  { id: castIds.sofia, note: 'may approve' },
  { id: castIds.tom, note: 'a guest' },
  { id: castIds.olga, note: 'from another organisation' },
];

/** Who approves by the sandbox's policy file, and has a phone with an authenticator app. */
export const approvers: readonly string[] = [castIds.arun, castIds.sofia];

/** People, user group and channels. The bot is in #incident and #policy-audit, and not in #random. */
export function addCast(slack: SlackSandbox): void {
  slack.addUser({ id: castIds.mei, name: 'mei', realName: 'Mei Lin' });
  slack.addUser({ id: castIds.arun, name: 'arun', realName: 'Arun Patel' });
  slack.addUser({ id: castIds.sofia, name: 'sofia', realName: 'Sofia Rossi' });
  slack.addUser({ id: castIds.tom, name: 'tom', realName: 'Tom Guest', kind: 'guest' });
  slack.addUser({ id: castIds.olga, name: 'olga', realName: 'Olga Outside', kind: 'external' });
  slack.addGroup({
    id: castIds.onCall,
    name: 'Database on call',
    handle: 'dba-oncall',
    members: [castIds.mei, castIds.arun, castIds.sofia],
  });
  const members = cast.map(({ id }) => id);
  slack.addChannel({ id: castIds.incident, name: 'incident', members });
  slack.addChannel({ id: castIds.random, name: 'random', members, bot: false });
  slack.addChannel({ id: castIds.audit, name: 'policy-audit', members });
}
