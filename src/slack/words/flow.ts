/** Words of the way from the command to the written request: mrkdwn in forms' notices, plain text beside fields. */
export const flowWords = {
  noMatch: (text: string) => `No single standby tenant is meant by “${text}”. Choose one below.`,
  ocpSilent: (why: string) => `OCP's tenants could not be read: ${why}`,
  formNotOpened:
    'The form could not be opened: Slack allows three seconds for it, and they were over. Nothing was asked. Type the command again.',
  formIsGone: 'This form is no longer known. Close it and type /failover again; your reason can be copied from here.',
  chooseOne: 'Choose one standby tenant.',
  notAStandby: (tenant: string, role: string) =>
    `${tenant} is not a standby now (OCP says ${role}). Only a standby can be failed over to.`,
  tenantUnread: (why: string) => `OCP did not tell about this tenant: ${why} Submit again in a moment.`,
  blocked: (text: string) => `OCP forbids this: ${text}`,
  serviceName: 'A letter first, then letters, digits or underscores; 2 to 64 characters.',
  reasonMissing: 'Say why. The approver reads it.',
  reasonLong: 'At most 3,000 characters.',
  nowhere:
    'The request has nowhere to go: invite the bot to the channel, or have the policy name one. Then submit again.',
  channelUnread: 'Slack did not say whether the bot may post in the channel. Submit again in a moment.',
  notWritten: 'The request could not be written down, so nothing was asked. Submit again in a moment.',
  notOurCard:
    'This message is not the card on record for a request, so the click did not count. Use the card the bot posted; right after it was posted, try again in a few seconds.',
  ocpUnread: 'OCP did not answer, so nothing was proposed. Try again in a minute.',
} as const;
