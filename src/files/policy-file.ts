/**
 * The policy file: read again whenever it changes; a broken change is refused, and the last good policy stays in force, with
 * a stop that stands in the broken text.
 */
import { FileError, type Refused, type Watched, watched } from './watched.ts';
import { readPolicy, standIn } from '../policy/file/read.ts';
import type { FileProblem } from '../policy/file/problem.ts';
import type { Policy } from '../policy/policy.ts';

/** `policy_unreadable`: the file cannot be read; `policy_invalid`: it was read and its content is refused. */
export class PolicyError extends FileError {
  override readonly name = 'PolicyError';
  readonly code: `policy_${Refused}`;
  /** What the reader can do. */
  readonly next: string;

  constructor(why: Refused, problems: readonly FileProblem[]) {
    super(problems);
    this.code = `policy_${why}`;
    this.next =
      why === 'unreadable'
        ? 'Check POLICY_FILE and the permissions of the file; policy.example.yaml shows one.'
        : 'Put the lines named right; policy.example.yaml explains every key.';
  }
}

/** `onProblem` is told of each change that is broken, once. */
export function policyReader(
  path: string,
  options: { readonly onProblem: (error: PolicyError) => void },
): Watched<Policy, PolicyError> {
  return watched<Policy, PolicyError>(path, {
    parse: readPolicy,
    standIn,
    fail: (why, problems) => new PolicyError(why, problems),
    onProblem: options.onProblem,
  });
}
