import { readFile, rename, writeFile } from 'node:fs/promises';
import { readPolicy } from '../policy/file/read.ts';

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
