/**
 * The policy file: read again whenever it changes; a broken change is refused, and the last good policy stays in force, with
 * a stop that stands in the broken text.
 */
import { type FileError, type Watched, watched } from './watched.ts';
import { readPolicy, standIn } from '../policy/file/read.ts';
import type { Policy } from '../policy/policy.ts';

/** `onProblem` is told of each change that is broken, once. */
export function policyReader(path: string, onProblem: (error: FileError) => void): Watched<Policy> {
  return watched(path, { kind: 'policy', parse: readPolicy, standIn, onProblem });
}
