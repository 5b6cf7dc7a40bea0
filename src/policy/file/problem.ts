/** What is wrong with a file that people write (policy, people), as facts: put into words where they are read. Pure. */

/** Faults that need no parts. Also what the schema's issues say instead of a text. */
export const plainFaults = [
  'required',
  'unknown_key',
  'wrong',
  'not_a_list',
  'not_text',
  'empty',
  'not_utf8',
  'file_mapping',
  'rule_mapping',
  'freeze_mapping',
  'weekly_mapping',
  'languages_mapping',
  'channel_languages_mapping',
  'no_rules',
  'no_requesters',
  'no_approvers',
  'no_stoppers',
  'not_a_people_source',
  'no_operations',
  'no_clusters',
  'no_tenants',
  'no_days',
  'people_mapping',
  'person_mapping',
  'no_people',
  'no_accounts',
  'account_not_text',
  'not_an_account',
  'person_not_text',
  'not_a_person',
  'channel_not_text',
  'not_a_channel',
  'pattern_not_text',
  'not_a_name',
  'not_a_duration',
  'not_a_reading_time',
  'not_yes_or_no',
  'not_whole',
  'below_one',
  'zone_not_text',
  'not_a_zone',
  'not_a_moment',
  'not_a_day',
  'not_an_hour_from',
  'not_an_hour_until',
  'hour_24',
  'code_of_no_use',
  'inside_weekly',
  'zone_with_weekly',
  'from_required',
  'until_required',
  'offset_required',
  'zone_of_no_use',
  'not_after_from',
] as const;
export type PlainFault = (typeof plainFaults)[number];

/** The YAML parser's own codes. */
export type YamlFault =
  | 'ALIAS_PROPS'
  | 'BAD_ALIAS'
  | 'BAD_COLLECTION_TYPE'
  | 'BAD_DIRECTIVE'
  | 'BAD_DQ_ESCAPE'
  | 'BAD_INDENT'
  | 'BAD_PROP_ORDER'
  | 'BAD_SCALAR_START'
  | 'BLOCK_AS_IMPLICIT_KEY'
  | 'BLOCK_IN_FLOW'
  | 'DUPLICATE_KEY'
  | 'IMPOSSIBLE'
  | 'KEY_OVER_1024_CHARS'
  | 'MISSING_CHAR'
  | 'MULTILINE_IMPLICIT_KEY'
  | 'MULTIPLE_ANCHORS'
  | 'MULTIPLE_DOCS'
  | 'MULTIPLE_TAGS'
  | 'NON_STRING_KEY'
  | 'RESOURCE_EXHAUSTION'
  | 'TAB_AS_INDENT'
  | 'TAG_RESOLVE_FAILED'
  | 'UNEXPECTED_TOKEN';

export type FileFault =
  | { readonly kind: PlainFault }
  | { readonly kind: 'one_of'; readonly values: readonly string[] }
  | { readonly kind: 'repeats'; readonly value: string }
  /** Another rule, freeze or person has the name. */
  | { readonly kind: 'rule_name_taken' | 'freeze_name_taken' | 'person_name_taken'; readonly name: string }
  /** At most so many of the approvals needed can be given, because nobody approves their own request. */
  | { readonly kind: 'too_few_approvers'; readonly most: number; readonly needed: number }
  | { readonly kind: 'too_large'; readonly bytes: number }
  /** `code`: the operating system's. */
  | { readonly kind: 'unreadable'; readonly code: string }
  | { readonly kind: 'yaml'; readonly problem: YamlFault };

export interface FileProblem {
  readonly file: string;
  /** Both from 1. */
  readonly line: number;
  readonly column: number;
  /** Such as `rules[0].approvers`; empty for the file as a whole. */
  readonly path: string;
  readonly fault: FileFault;
}

/** What the audit channel is told of such a file. `version`: of what is in force. */
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
