import type { FileFault, FileProblem } from '../policy/file/problem.ts';
import { words } from './words.ts';

/** One line in the language in force: plain text, not escaped. */
export function fileProblemText({ file, line, column, path, fault }: FileProblem): string {
  const { problem, file: whole } = words.policy;
  return problem(`${file}:${line}:${column}`, path === '' ? whole : path, faultText(fault));
}

function faultText(fault: FileFault): string {
  const text = words.policy;
  switch (fault.kind) {
    case 'one_of':
      return text.one_of(fault.values.join(words.world.comma));
    case 'repeats':
      return text.repeats(fault.value);
    case 'rule_name_taken':
    case 'freeze_name_taken':
    case 'person_name_taken':
      return text[fault.kind](fault.name);
    case 'too_few_approvers':
      return text.too_few_approvers(fault.most, fault.needed);
    case 'too_large':
      return text.too_large(fault.bytes);
    case 'unreadable':
      return text.unreadable(fault.code);
    case 'yaml':
      return text.notYaml(text.yaml[fault.problem]);
    default:
      return text.plain[fault.kind];
  }
}
