import { readFile, rename, writeFile } from 'node:fs/promises';
import { readPolicy } from '../policy/file/read.ts';
import { approvers, castIds } from './demo-users.ts';

export interface PolicyFile {
  read(): Promise<string>;
  write(text: string): Promise<void>;
  /** Whether a rule of the policy in force asks approvers for one-time codes. */
  asksForCodes(): boolean;
}

/** Writes the bot's policy file for the first time, and whenever somebody changes it on the page. */
export async function createPolicyFile(path: string, first: string): Promise<PolicyFile> {
  let asksForCodes = false;
  async function write(text: string): Promise<void> {
    // In one step, or the bot might read half of it and say that it is broken.
    await writeFile(`${path}.new`, text);
    await rename(`${path}.new`, path);
    const given = readPolicy(text, path);
    // A file with a mistake leaves the policy before it in force.
    if ('value' in given) asksForCodes = given.value.rules.some(({ oneTimeCode }) => oneTimeCode);
  }
  await write(first);
  return { read: () => readFile(path, 'utf8'), write, asksForCodes: () => asksForCodes };
}

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
