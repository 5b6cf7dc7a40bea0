/** What the audit channel is told of a file that people write. `version`: of what is in force. */
import type { FileProblem } from './problem.ts';

export type FileNotice<Change> =
  | { readonly kind: 'begins' | 'repaired'; readonly version: string }
  | {
      readonly kind: 'refused';
      readonly version: string;
      readonly problems: readonly FileProblem[];
      /** Something in the refused file counts all the same. */
      readonly counts?: true;
    }
  | {
      readonly kind: 'changed';
      readonly from: string;
      readonly version: string;
      readonly changes: readonly Change[];
      /** The file was broken before. */
      readonly repaired: boolean;
    };
