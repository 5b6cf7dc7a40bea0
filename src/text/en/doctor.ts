import { things } from './count.ts';

/** What `/failover doctor` says: mrkdwn, parts escaped. A problem always ends with what to do. */
export const doctorWords = {
  areas: { slack: 'Slack', ocp: 'OCP', store: 'Store', policy: 'Policy' },
  verdicts: { ok: 'OK', problem: 'Problem', note: 'Note', unknown: 'Unknown' },
  problem: (verdict: string, text: string) => `*${verdict}:* ${text}`,
  summary: (problems: number, unknown: number) => {
    const parts = [
      problems === 0 ? 'No problem was found' : `${things(problems, 'problem was', 'problems were')} found`,
      ...(unknown === 0 ? [] : [`${unknown} unknown`]),
    ];
    return `${parts.join(', ')}.`;
  },
  timedOut: (what: string, seconds: number) =>
    `${what} gave no answer within ${seconds} s. Try again; if it persists, check the network and the load there.`,
  failed: (what: string, why: string) => `${what} could not be checked: ${why}.`,
  more: (count: number) => `… and ${count} more lines like these.`,

  checks: {
    token: "Slack's token",
    here: 'This channel',
    channels: "The policy's channels",
    address: (address: string) => `OCP at ${address}`,
    store: 'The store',
    disk: "The store's disk",
    requests: 'The open requests',
    policy: 'The policy',
    pairs: 'The rules of both sides of each pair',
  },

  token: (workspace: string) => `The token works, for ${workspace}.`,
  tokenRefused: (code: string) =>
    `Slack refuses the token (${code}). Install the app again, and put the new token into SLACK_BOT_TOKEN.`,
  /** Where Slack does not name it. */
  thisWorkspace: 'this workspace',
  scopes: 'All scopes of the manifest are granted.',
  scopesMissing: (scopes: string) =>
    `Scopes are missing: ${scopes}. Put the manifest (manifest.yml) into the app's settings and install the app again.`,
  scopesOptional: (scopes: string) =>
    `An optional scope is not granted: ${scopes}. Without files:write no record can be exported.`,
  scopesUnknown: 'Slack did not say which scopes are granted.',
  here: (channel: string) => `Requests can be posted in ${channel}.`,
  hereNot: (channel: string) => `The bot is not in ${channel}. Invite it, if requests are to be posted there.`,
  archived: (channel: string) => `${channel} is archived. Use another channel, or bring it back.`,
  shared: (channel: string) =>
    `${channel} is shared with another organisation: requests are posted there only under rules with \`external_channels: true\`. Use a channel of this workspace only.`,
  audit: (channel: string) => `Policy changes can be posted in ${channel}.`,
  auditNot: (channel: string) =>
    `Policy changes cannot be posted in ${channel}: the bot is not in it, or it is archived. Invite the bot, or name another \`audit_channel\`.`,
  noChannel:
    'No rule of the policy names a channel: requests can only be posted where the bot was invited. Put `channel` into the policy file.',

  reachable: (address: string, tenants: number) =>
    `${address} answers and accepts the credentials; ${things(tenants, 'tenant is', 'tenants are')} visible.`,
  noTenants: (address: string) =>
    `${address} shows no tenants to this OCP user. Give the user the permission to read clusters and tenants.`,
  ocpFailed: (address: string, why: string, next: string) => `${address}: ${why}. ${next}`,
  /** What to do about something unexpected. */
  lookInLog: 'Look at the log of the bot.',
  clockBehind: (by: string) =>
    `The clock of the bot's machine is ${by} behind Slack's. From 1 min on, every click and command is refused. Set it by NTP.`,
  clockAhead: (by: string) =>
    `The clock of the bot's machine is ${by} ahead of Slack's. From 5 min on, every click and command is refused. Set it by NTP.`,
  tasksReadable: (address: string) => `${address} shows its task list.`,
  skew: (address: string, by: string) => `The clocks of ${address} and of the bot differ by ${by}.`,
  skewLarge: (address: string, by: string) =>
    `The clocks of ${address} and of the bot differ by ${by}. OCP refuses signatures from 15 min on, and ages of steps are wrong. Set both by NTP.`,
  headroom: (address: string, left: string, limit: string, reset: string) =>
    `${address} leaves ${left} of ${limit} calls; the count begins anew in ${reset}.`,
  headroomLow: (address: string, left: string, limit: string, reset: string) =>
    `${address} leaves only ${left} of ${limit} calls; the count begins anew in ${reset}. Have OCP's limit for this user raised, or OCP_POLL_SECONDS made larger.`,
  again: (at: string, wait: string) => `Checked at ${at}. A new check is possible in ${wait}.`,
  ocpUnshown: 'OCP was not checked: only people named in a rule of the policy see how it answers.',
  writing:
    'Whether the OCP user may fail over, switch over and act on tasks cannot be seen by reading: it needs tenant maintenance and task management.',

  store: 'The store answers.',
  storeFailed: (why: string) => `The store does not answer: ${why}. Look at the disk and at DATABASE_URL.`,
  leftAlone: (count: number) =>
    `${things(count, 'open request holds', 'open requests hold')} what only a newer version of the bot knows, so this version leaves them alone. Finish the upgrade, or go back to the newer version.`,
  disk: (free: string) => `${free} of disk space are free.`,
  diskLow: (free: string) =>
    `Only ${free} of disk space are free. Make room: a full disk stops the bot from taking requests.`,

  policy: (rules: number, version: string) => `The policy is read: ${things(rules, 'rule')}, version ${version}.`,
  morePairs: (count: number) =>
    things(count, 'more move has two rules of its sides.', 'more moves have two rules of their sides.'),
  policyFailed: (why: string) => `The policy cannot be read: ${why}. Put the file right.`,
  /** Followed by what is wrong, one line each. */
  policyRefused: (version: string) =>
    `The policy file is broken and not in force; policy ${version} is. Put these right:`,
  peopleFile: (people: number, version: string) =>
    `The people file is read: ${things(people, 'person', 'people')}, version ${version}.`,
  peopleRefused: (version: string) =>
    `The people file is wrong and was not taken over; version ${version} stays in force. Put these places right:`,
  unmapped: (rule: string, who: string) =>
    `Rule “${rule}”: the people file does not say whose accounts these are, so they can neither request nor approve: ${who}. Add them to it.`,
  doubly_mapped: (rule: string, who: string) =>
    `Rule “${rule}”: the people file gives these accounts to more than one person, so they can neither request nor approve: ${who}. Leave each with one person.`,
  code: {
    not_enrolled: (rule: string, who: string) =>
      `Rule “${rule}” requires one-time codes, and these approvers have no authenticator: ${who}. Enroll them where the bot runs: \`node dist/main.js enroll @person\`, with the image \`docker run --rm --env-file twokey.env -v twokey-data:/data twokey enroll @person\`.`,
    unavailable: (rule: string, who: string) =>
      `Rule “${rule}” requires one-time codes, and those of ${who} cannot be checked. Is ONE_TIME_CODE_KEY the key with which they were enrolled?`,
    locked: (rule: string, who: string) =>
      `Rule “${rule}” requires one-time codes, and those of ${who} are locked for now: too many were wrong. Ask them whether they typed them.`,
  },
  rule: (rule: string, approvers: number, requesters: number) =>
    `Rule “${rule}”: ${approvers} can approve, ${requesters} can request.`,
  groupEmpty: (rule: string, group: string) =>
    `Rule “${rule}”: the group ${group} has no members. Put people into it, or take it out of the policy file.`,
  groupUnread: (rule: string, group: string) =>
    `Rule “${rule}”: Slack does not show the members of ${group}. Does the group exist, and is usergroups:read granted?`,
  stoppersUnread: (group: string) =>
    `\`stoppers\`: Slack does not show the members of ${group}. Does the group exist, and is usergroups:read granted?`,
  cannot: {
    guest: (rule: string, who: string) =>
      `Rule “${rule}” names guests, who can neither request nor approve: ${who}. Take them out, or have them made full members.`,
    external: (rule: string, who: string) =>
      `Rule “${rule}” names people of another organisation, who can neither request nor approve: ${who}. Take them out.`,
    other_workspace: (rule: string, who: string) =>
      `Rule “${rule}” names people of another workspace of this organisation, who can neither request nor approve: ${who}. Take them out, or set \`people_from: organisation\`.`,
    deactivated: (rule: string, who: string) => `Rule “${rule}” names deactivated accounts: ${who}. Take them out.`,
    bot: (rule: string, who: string) =>
      `Rule “${rule}” names bots, which can neither request nor approve: ${who}. Take them out.`,
    invited: (rule: string, who: string) =>
      `Rule “${rule}” names people who have not accepted their invitation: ${who}. They can take part once they have.`,
    nobody: (rule: string, who: string) => `Rule “${rule}” names ids that Slack does not know: ${who}. Correct them.`,
  },
  unread: (rule: string, who: string) =>
    `Rule “${rule}”: Slack did not say who these are: ${who}. Try again in a minute.`,
  tooManyPeople: (checked: number, all: number) =>
    `Only ${checked} of ${all} people of the policy were checked: Slack limits how many can be asked for at once.`,
  nobodyAsks: (rule: string) =>
    `Rule “${rule}”: nobody can request. Name somebody who is a full member of this workspace.`,
  tooFew: (rule: string, need: number) =>
    `Rule “${rule}”: no request can get its ${things(need, 'approval')}, because nobody approves their own. Name more approvers.`,
  tooFewFor: (rule: string, need: number, who: string) =>
    `Rule “${rule}”: requests of ${who} cannot get their ${things(need, 'approval')}, because nobody approves their own. Name more approvers.`,
} as const;
