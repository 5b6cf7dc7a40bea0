import { readPolicy } from '../../src/policy/read.ts';
import { describePolicyProblem } from '../../src/policy-file.ts';

/** The least that is a policy file. */
export const small = `rules:
  - name: all
    requesters: [U0ASK]
    approvers: [U0AGREE]
`;

export function policyOf(text: string) {
  const result = readPolicy(text, 'policy.yaml');
  if ('problems' in result) throw new Error(result.problems.map(describePolicyProblem).join('\n'));
  return result.policy;
}

export function complaints(text: string): string[] {
  const result = readPolicy(text, 'policy.yaml');
  return 'problems' in result ? result.problems.map(describePolicyProblem) : [];
}
