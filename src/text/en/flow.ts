/** Where no channel came with the form, or a direct message did. */
const nowhereFromHere =
  'The request has nowhere to go: the policy names no channel for it. Type the command in a channel that the bot is in, or have the policy name one.';

/** Words of the way from the command to the written request: mrkdwn in forms' notices, plain text beside fields. */
import { byKind } from './by-kind.ts';

export const flowWords = {
  ...byKind({
    failover: {
      /** mrkdwn */
      noMatch: (text: string) => `No standby is called “${text}”. Choose one below.`,
      severalMatch: (text: string, count: number) => `“${text}” names ${count} standbys. Choose below.`,
      chooseOne: 'Choose one or more standby tenants from the list.',
      twice: 'One tenant is chosen twice.',
      notNow: (tenant: string, role: string) =>
        `${tenant} is not a standby now (OCP says ${role}). Only a standby can be failed over to.`,
      gone: 'OCP does not list one of these tenants as a standby. Take it out and choose again.',
      /** mrkdwn */
      noLonger: (count: number) =>
        count === 1
          ? 'One tenant of that request is not a standby any more, so it is not chosen here.'
          : `${count} tenants of that request are not standbys any more, so they are not chosen here.`,
    },
    switchover: {
      /** mrkdwn */
      noMatch: (text: string) => `No primary with a standby is called “${text}”. Choose a pair below.`,
      severalMatch: (text: string, count: number) => `“${text}” names ${count} pairs. Choose below.`,
      chooseOne: 'Choose one or more pairs from the list.',
      twice: 'One primary is in two of these pairs. It can change its role with one standby only.',
      notNow: (tenant: string, role: string) =>
        `${tenant} is not a primary with this standby now (OCP says ${role}). Take it out and choose again.`,
      gone: 'OCP does not list one of these pairs as a primary with its standby. Take it out and choose again.',
      /** mrkdwn */
      noLonger: (count: number) =>
        count === 1
          ? 'One pair of that request is not a primary with its standby any more, so it is not chosen here.'
          : `${count} pairs of that request are not primaries with their standbys any more, so they are not chosen here.`,
    },
  }),
  ocpSilent: (why: string) => `OCP's tenants could not be read: ${why}.`,
  formTooLate:
    'The form could not be opened: Slack allows three seconds for it, and they were over. Nothing was requested. Try again.',
  formNotOpened: (why: string) => `The form could not be opened. ${why}. Nothing was requested. Try again.`,
  formNotFilled: (why: string) =>
    `The form could not be filled. ${why}. Nothing was requested. Close it and type the command again.`,
  formIsGone: 'This form has expired. Close it and type the command again; your reason can be copied from here.',
  tooMany: (max: number) => `At most ${max} in one request. Take some out and request them in another.`,
  allLeftOut: 'Everything you chose is left out. Choose what is not blocked.',
  noRule: (targets: string) => `The policy has no rule for ${targets}. Take it out, or have a rule added.`,
  noCommonRule: (parts: string) =>
    `The policy has several rules for these, and one request has one rule. Request each part separately: ${parts}`,
  tenantUnread: (why: string) => `OCP returned nothing about this tenant: ${why}. Submit again in a moment.`,
  /** In place of a reason. */
  noAnswerInTime: 'it did not answer in time',
  /** In place of a role. */
  noRole: 'nothing about it',
  blocked: (text: string) => `Blocked by OCP’s precheck: ${text}`,
  blockedAmong: (text: string) => `OCP’s precheck blocks some; leave them out or take them out. ${text}`,
  serviceName: 'A letter first, then letters, digits or underscores; 2 to 64 characters.',
  sameServiceName: 'Another tenant of this request gets the same service name. Each needs its own.',
  nameForWhich: 'Several tenants are chosen: choose which of them gets this name; each has its own field.',
  stopRule: 'Choose whether the others go on when one fails.',
  reasonMissing: 'Say why, with letters or digits that can be seen. The approver reads it.',
  /** Where a reason may be left out. */
  reasonUnreadable: 'This has no letter or digit that can be seen. Say why, or skip it.',
  reasonLong: 'At most 3,000 characters.',
  submittedBefore: 'Slack delivered this a second time. Nothing was requested. Submit again.',
  /** By what the command was typed in. */
  nowhere: {
    channel:
      'The request has nowhere to go: invite the bot to this channel, or have the policy name one. Then submit again.',
    shared:
      'The request has nowhere to go: this channel is shared with another organisation, and the policy names no other. Type the command in a channel of your own that the bot is in, or have the policy name one.',
    none: nowhereFromHere,
    im: nowhereFromHere,
    mpim: nowhereFromHere,
  },
  closed:
    'The bot cannot post in the channel that the policy names for this. Invite it there, or type the command in a channel that it is in.',
  archived:
    'The channel that the policy names for this is archived. Unarchive it, or type the command in a channel that the bot is in.',
  external:
    'The channel that the policy names is shared with another organisation, and the rule does not allow that. Type the command in a channel of your own.',
  channelUnread: 'Slack did not say whether the bot may post in the channel. Submit again in a moment.',
  notWritten: 'The request could not be written down, so nothing was requested. Submit again in a moment.',
  /** After a failure of our own, most often of the store. */
  notTaken:
    'The bot could not write down what you just did, so it does not count and nothing came of it. Try again in a moment; `/failover doctor` says what is wrong.',
  notOurCard:
    'This message is not the card on record for a request, so the click did not count. Use the card the bot posted; right after it was posted, try again in a few seconds.',
  /** mrkdwn */
  endedLongAgo: (at: string, command: string) =>
    `This request ended ${at}. The bot keeps only its log: *Export record* on the ended card posts it here, and \`verify\` checks it. For a new request, type \`${command}\`.`,
  newerVersion:
    'A newer version of the bot has recorded something of this request that this version does not know, so it leaves the request alone: your click does not count. Have the upgrade of the bot finished, then click again; until then, look in OCP.',
  notEnded: 'This request has not ended. Request it again when it has.',
  ocpUnread: 'OCP did not answer, so nothing was proposed. Try again in a minute.',
  /** Beside the field of a one-time code. */
  code: {
    wrong: (left: number) =>
      `This is not the code that your app shows now. ${left === 1 ? 'One more may be wrong' : `${left} more may be wrong`}, then codes are locked.`,
    used: 'This code was used already; that does not count as wrong. Wait for the next one.',
    lockedNow: (until: string) => `Too many codes were wrong. No code of yours is looked at until ${until}.`,
    locked: (until: string) => `Codes of yours are locked until ${until}, because too many were wrong.`,
    void: 'This question is closed, so the code was not used. Close this form and look at the card.',
    not_enrolled: 'You have no authenticator for Twokey. Ask the operators of the bot to enroll you.',
    unavailable:
      'The bot cannot check codes now, so nothing was approved. Ask its operators to look at /failover doctor.',
    again:
      'Slack delivered this a second time, and no code was tried for it. If the card does not show your approval, submit again.',
    unsaid: 'Type the six digits that your authenticator app shows.',
  },
} as const;
