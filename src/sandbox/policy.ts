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
    # People play several parts here, one after the other: nobody is asked to read twice.
    reading_time: 0s
    # Without its '#', approving a failover
    # takes a code of the approver's phone.
    # one_time_code: true
`;
