/** The files that people write, as a start needs them: what is wrong with any of them is found in one go. */
import { ConfigurationError } from '../config.ts';
import { FileError } from '../files/watched.ts';
import { describeFileProblem } from '../files/yaml.ts';
import type { BusinessLog } from '../log/levels.ts';
import { peopleReader } from '../files/people-file.ts';
import { policyReader } from '../files/policy-file.ts';

export interface FilePaths {
  readonly policyFile: string;
  /** Null: none is in use. */
  readonly peopleFile: string | null;
  /** Whether one-time codes can be checked. */
  readonly hasCodesKey: boolean;
}

const KEY_MISSING =
  'A rule of the policy has one_time_code, and ONE_TIME_CODE_KEY is not set. Make a key with: openssl rand -base64 32';

export function openFiles({ policyFile, peopleFile }: FilePaths, business: BusinessLog) {
  return {
    policies: policyReader(policyFile, (error) =>
      business('policy_refused', { problems: error.problems.map(describeFileProblem) }),
    ),
    peopleFile:
      peopleFile === null
        ? null
        : peopleReader(peopleFile, (error) =>
            business('people_refused', { problems: error.problems.map(describeFileProblem) }),
          ),
  };
}

/** Why a start with these files is not possible, all of it. Rejects only with what is no problem of a file. */
export async function problemsIn(
  { policies, peopleFile }: ReturnType<typeof openFiles>,
  { hasCodesKey }: Pick<FilePaths, 'hasCodesKey'>,
): Promise<readonly string[]> {
  const [policy, people] = await Promise.allSettled([policies.read(), peopleFile?.read()]);
  const asksForCodes = policy.status === 'fulfilled' && policy.value.rules.some(({ oneTimeCode }) => oneTimeCode);
  const found = [policy, people].flatMap((read) => (read.status === 'rejected' ? [problemOf(read.reason)] : []));
  return asksForCodes && !hasCodesKey ? [...found, KEY_MISSING] : found;
}

/** For a start that is refused already: what it would be refused for next. */
export function problemsAt(paths: FilePaths): Promise<readonly string[]> {
  return problemsIn(
    openFiles(paths, () => undefined),
    paths,
  );
}

/** Throws what is wrong with them, and resolves when nothing is. */
export async function readFirst(
  files: ReturnType<typeof openFiles>,
  paths: Pick<FilePaths, 'hasCodesKey'>,
): Promise<void> {
  const problems = await problemsIn(files, paths);
  if (problems.length > 0) throw new ConfigurationError(problems.join('\n'));
}

function problemOf(reason: unknown): string {
  if (reason instanceof FileError) return reason.message;
  throw reason;
}
