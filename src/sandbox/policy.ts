import { approvers, castIds } from './demo-users.ts';

/**
 * The sandbox's policy file. It is written to the sandbox's own folder at every start, because the program must find it
 * where only its compiled files are.
 */
export const sandboxPolicy = `# The sandbox's policy. The bot reads it again whenever it changes.
channel: ${castIds.incident}
# #policy-audit
audit_channel: ${castIds.audit}
rules:
  - name: the whole sandbox
    # The user group @dba-oncall: Mei Lin, Arun Patel, Sofia Rossi.
    requesters: [${castIds.onCall}]
    # Arun Patel and Sofia Rossi.
    approvers: [${approvers.join(', ')}]
    approvals: 1
    # One person plays several parts here, so an approval may come at once.
    reading_time: 0s
    # Remove the '#': then approving a failover
    # takes a code from the approver's phone.
    # one_time_code: true
`;
