import { describeFileProblem } from '../../src/files/yaml.ts';
import { readPolicy } from '../../src/policy/file/read.ts';

/** The least that is a policy file. */
export const small = `rules:
  - name: all
    requesters: [U0ASK]
    approvers: [U0AGREE]
`;

export function policyOf(text: string) {
  const result = readPolicy(text, 'policy.yaml');
  if ('problems' in result) throw new Error(result.problems.map(describeFileProblem).join('\n'));
  return result.value;
}

export function complaints(text: string): string[] {
  const result = readPolicy(text, 'policy.yaml');
  return 'problems' in result ? result.problems.map(describeFileProblem) : [];
}
