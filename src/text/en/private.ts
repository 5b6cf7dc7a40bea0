import type { Exposure } from '../../people/audience.ts';
import { byKind } from './by-kind.ts';
import type { AuthorisationRefusal } from '../../people/authorise.ts';

const why: Readonly<Record<AuthorisationRefusal | Exposure, string>> = {
  person_unread: 'Slack did not say who they are',
  person_nobody: 'Slack does not know the account',
  person_guest: 'they are a guest',
  person_external: 'they belong to another organisation',
  person_other_workspace: 'they belong to another workspace of this organisation',
  person_deactivated: 'the account is deactivated',
  person_bot: 'the account is a bot',
  person_invited: 'the account has not accepted its invitation',
  person_unmapped: 'the people file does not name the account',
  person_doubly_mapped: 'the people file gives the account to several people',
  groups_unread: 'Slack did not say which user groups they are in',
  not_a_requester: 'the policy no longer lets them request',
  not_an_approver: 'the policy does not let them approve',
  own_request: 'they requested it themselves',
  same_person: 'by the people file they are one person with the requester or another approver',
  not_your_request: 'it is not their request',
  code_not_enrolled: 'they have no authenticator for one-time codes',
  code_locked: 'their one-time codes are locked',
  code_unavailable: 'the bot cannot check one-time codes',
  code_void: 'their one-time code was for another question',
  channel_external: 'the channel is shared with another organisation, and the rule does not allow that',
  channel_unread: 'Slack did not say who can read this channel',
};
const whyNot = new Map(Object.entries(why));

/** Words that only one person reads: mrkdwn. */
export const privateWords = {
  /** People who are not members of this workspace learn nothing about the request. */
  outsider: {
    person_guest: 'Guests cannot take part in these requests. Ask a full member of this workspace.',
    person_external:
      'People of other organisations cannot take part in these requests. Ask a member of this workspace.',
    person_other_workspace:
      'You belong to another workspace of this organisation, and the policy counts members of this workspace only. Ask one of them, or have `people_from: organisation` put into the policy.',
    person_deactivated:
      'This account is deactivated and cannot take part in these requests. Ask a workspace administrator.',
    person_bot: 'Bots cannot take part in these requests. A person has to do this.',
    person_invited: 'This account has not accepted its invitation yet. Accept it and try again.',
    person_nobody: 'Slack does not know this account, so it cannot take part. Ask a workspace administrator.',
    person_unread: 'Slack did not say who you are, so nothing was done. Try again in a minute.',
    person_unmapped:
      'The people file does not say whose Slack account this is, so nothing was done. Ask the keepers of that file to add the account.',
    person_doubly_mapped:
      'The people file gives this Slack account to more than one person, so nothing was done. Ask the keepers of that file to correct it.',
  } satisfies Partial<Record<AuthorisationRefusal, string>>,
  groups_unread: 'Slack did not say which user groups you are in, so nothing was done. Try again in a minute.',
  not_a_requester:
    'The policy does not let you request this. Ask somebody whom it names, or have the policy file changed.',
  not_an_approver: (who: string) => `Only approvers may do this: ${who}. Ask one of them.`,
  not_an_approver_of: 'The policy does not name you as an approver. Ask somebody whom it names.',
  own_request: (who: string) => `You requested this yourself, so somebody else must approve. ${who} may.`,
  own_request_of: 'You requested this yourself, so somebody else must approve.',
  same_person:
    'By the people file this would be the same person twice: you requested this, or approved it, with another account. Somebody else must approve.',
  not_your_request: (who: string) => `Only ${who}, the requester, can withdraw this. An approver can reject it.`,
  not_your_request_of: 'Only the requester can withdraw this. An approver can reject it.',
  code_needed:
    'Your approval takes a one-time code as well, and its form could not be opened in time. Nothing was approved: click Approve again.',
  code_not_enrolled:
    'Approving this takes a one-time code, and you have no authenticator for it. Ask the operators of the bot to enroll you, or let another approver decide.',
  code_locked:
    'Too many one-time codes of yours were wrong, so none is looked at for a quarter of an hour. Let another approver decide. If it was not you who typed them, end your Slack sessions and alert your security team.',
  code_unavailable:
    'Approving this takes a one-time code, and the bot cannot check codes now. Ask its operators: `/failover doctor` shows what is missing.',
  code_void: 'The question changed after your code was taken, so it did not count. Read the card, then approve again.',
  no_rule: 'The policy has no rule that covers this tenant. Ask the keepers of the policy file to add one.',
  no_such_request: 'There is no such request. Start a new one with `/failover` or `/switchover`.',
  already_ended: (what: string, outcome: string, command: string) =>
    `${what} has ended: ${outcome}. Start a new request with \`${command}\` if it is still needed.`,
  already_ended_of: 'This request has ended. Start a new one with `/failover` or `/switchover` if it is still needed.',
  still_checking: 'The precheck is still being read. The card gets its Approve button after that.',
  card_changed:
    'The request changed after this card was drawn, so your click did not count. Read the card again, then decide.',
  already_approved_by_you: (have: number, need: number) =>
    `Your approval counts already: ${have} of ${need}. Somebody else has to give the next one.`,
  already_approved_by_you_of: 'Your approval counts already. Somebody else has to give the next one.',
  already_approved: (who: string) => `It is approved already, by ${who}. Nothing more is needed from you.`,
  already_approved_of: 'It is approved already. Nothing more is needed from you.',
  already_sent: 'Too late: it was sent to OCP already and cannot be taken back here.',
  already_sent_of:
    'Too late: it was sent to OCP already and cannot be taken back here. The thread shows what OCP does.',
  /** What can still be done about it. */
  leftToDo: {
    ...byKind({
      failover:
        'What can still be done: follow the thread; should a step fail, the card offers what OCP allows then. A failover that is done cannot be undone.',
      switchover:
        'What can still be done: follow the thread; should a step fail, the card offers what OCP allows then. When it is done, another `/switchover` leads back.',
    }),
    failed: (what: string) =>
      `What can still be done: its task has failed, and OCP allows: ${what}. One person proposes it on the card, another approves.`,
    unknown:
      'What can still be done: its outcome is unknown, so OCP’s tasks are being searched. The card offers what follows.',
    lost: 'What can still be done: its outcome is unknown and no task was found. Do not let it be sent again: reject that when it is proposed, or close it without a result on the card.',
  },
  window_passed: (at: string, command: string) =>
    `The time for approval ended ${at}. Start a new request with \`${command}\` if it is still needed.`,
  window_passed_of:
    'The time for approval is over. Start a new request with `/failover` or `/switchover` if it is still needed.',
  nothing_to_resend:
    'There is nothing to send again: the call is not lost, or sending again is proposed already. Look at the card.',
  task_running: 'A task of this request is still running in OCP. Close the request when that task has ended.',
  no_to_dos: 'There is no open list of to-dos here any more. The card shows the outcome.',
  todo_done: 'Somebody has ticked this already. The card shows who.',
  todo_final:
    'A tick can be taken back for a minute only, so nothing was changed. If it is not done after all, say so in the thread.',
  nothing_to_abandon:
    'OCP is still working on this, so Twokey goes on watching it. The thread shows when that changes.',
  not_now:
    'That is not possible in the present state, and nothing was changed. Look at the card and try again if it still offers it.',
  too_many_requests:
    'You have reached the policy’s limit of requests an hour. Nothing typed here is lost: submit again later, or have somebody else request it.',
  too_fast: (seconds: number) =>
    `You approved within ${seconds} s of the question, sooner than it can be read, so it did not count yet. Read the card, then click Approve again: that counts.`,
  too_fast_of:
    'You approved sooner than the question can be read, so it did not count yet. Read the card, then click Approve again: that counts.',
  askedAgain: (who: string, at: string) =>
    `You requested the same within the last hour, and ${who} rejected it ${at}. The approvers see that on the card.`,
  askedAgainBecause: (who: string, at: string, why: string) =>
    `You requested the same within the last hour, and ${who} rejected it ${at}: ${why}. The approvers see that on the card.`,
  channel_external:
    'The channel of this request is shared with another organisation, and its rule does not allow that, so it did not count. Request it again from a channel of your own, or have `external_channels: true` added to the rule.',
  channel_unread:
    'Slack did not say who can read the channel of this request, so it did not count. Try again in a moment.',
  frozen: 'The policy refuses this for now: a freeze or a stop is in force. Ask the keepers of the policy file.',
  family_refused:
    'The replication family of the tenant does not allow it: it could make a second primary. Look at the family in OCP, and request it again.',
  family_held: 'Another request is moving a tenant of the same replication family. Wait for its outcome.',
  unfit:
    'The tenants do not have the roles or the primary for that now, so it was not proposed: the first call may have done its work. Look at them in OCP.',
  /** For the requester, when the request ended before any approver saw it. */
  endedEarly: (what: string, outcome: string, why: string) => `${what} has ended: ${outcome}.\n${why}`,
  remedy_not_possible:
    'OCP would not allow that now: its task has changed since the card was drawn. Look at the card again.',
  remedy_unaccounted:
    'Whether OCP took the last remedy is still unknown: its task is being read. Try again in a minute; the thread shows it.',
  proposal_open: (who: string) =>
    `Something is being decided here already, and that comes first. To approve or reject it on the card: ${who}.`,
  proposal_open_of: 'Something is being decided here already, or nothing is running. Look at the card.',
  /** Why somebody may no longer take part, as said to others; null for a code that is none of ours. */
  why: (code: string): string | null => whyNot.get(code) ?? null,

  /** One short line for each command: it is read on a phone. */
  help: [
    '*One person requests, another approves, OCP does it, the thread shows every step.*',
    '• `/failover [tenant]` the primary is lost: the standby takes over, for good',
    '• `/switchover [tenant]` planned: primary and standby exchange their roles, and back again',
    '• `/failover status` what waits for whom, what runs',
    '• `/failover history [tenant|@person|7d]` what was requested, and how it ended',
    '• `/failover doctor` what is wrong, and what to put right',
    '• `/failover stop [reason]` no call is sent any more',
    '• `/failover resume` ends the stop; another approver must agree',
    '• `/failover help` this',
    'Up to 50 tenants in one request. A failed task offers what can be done on its card. `/switchover` knows the same words.',
  ].join('\n'),
  externalHere: (typedIn: string) =>
    `${typedIn} is shared with another organisation. A request stays there only where its rule has \`external_channels: true\`; otherwise it goes where the policy says, as shown in the form.`,
  movedFromExternal: (channel: string) =>
    `Your request cannot be posted in ${channel}: that channel is shared with another organisation, and its rule does not allow that. It is shown to you here and cannot be approved; request it again from a channel of your own.`,
  /** The card of a request is not in Slack. */
  unposted: {
    refused: (channel: string, code: string, advice: string) =>
      `Slack refuses the card of your request in ${channel} (\`${code}\`), so nobody can approve it yet. ${advice} Twokey goes on trying until the request expires. Meanwhile, type the command in another channel, or use OCP's console.`,
    unread: (channel: string) =>
      `Slack does not say who can read ${channel}, so the card of your request is not posted there, and nobody can approve it yet. Twokey goes on trying until the request expires. Meanwhile, type the command in another channel, or use OCP's console.`,
    advice: {
      missing_scope: 'An administrator has to reinstall the Slack app with the scopes of `manifest.yml`.',
      ekm_access_denied: "Your organisation's key management (EKM) denies access: ask the Slack administrators.",
      other: '`/failover doctor` says what is wrong.',
    },
  },
  /** The request cannot be posted where the command was typed: what people can do, by kind of conversation. */
  elsewhere: {
    none: () => 'The request goes where the policy says; the form shows where.',
    im: () =>
      'Nobody could approve in a direct message, so the request goes where the policy says; the form shows where. To have it elsewhere, type the command in a channel that the bot is in.',
    mpim: () =>
      'Neither people nor the bot can be added to a group direct message, so the request goes where the policy says; the form shows where. To have it elsewhere, type the command in a channel that the bot is in.',
    channel: (typedIn: string) =>
      `The bot cannot post in ${typedIn}, so the request goes where the policy says; the form shows where. To have requests here, invite the bot to this channel.`,
    shared: (typedIn: string) =>
      `The bot is not in ${typedIn}, which is shared with another organisation, so the request goes where the policy says; the form shows where. Inviting the bot helps only where the rule has \`external_channels: true\`.`,
  },
  unknownCommand: (command: string, text: string) =>
    `Unknown command “${text}”. \`${command} help\` lists the commands.`,
} as const;
