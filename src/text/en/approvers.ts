/** Words for who can approve, and who cannot. */
export const approversWords = {
  /** A person who is one only as a member of groups. */
  ifIn: (who: string, groups: string) => `${who} if in ${groups}`,
  /** Of several groups, those who are in each. */
  inAll: (groups: string) => `members of both ${groups}`,
  requested: (who: string) => `${who} requested this and cannot approve`,
  proposed: (who: string) => `${who} proposed this and cannot approve`,
  approved: (who: string) => `${who} approved already`,
  noted: (who: string, notes: string) => `${who} (${notes})`,
  notYou: '(not you)',
  /** What an approval was given for, where that was no remedy. */
  about: {
    request: 'the request',
    rest: 'the rest',
    resend: 'the resend',
  },
} as const;
