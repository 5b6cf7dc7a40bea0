/** Writes docs/policy.schema.json: `npm run policy-schema`. */
import { writeFileSync } from 'node:fs';
import { policyJsonSchema } from '../../src/policy/file/schema.ts';

writeFileSync('docs/policy.schema.json', `${JSON.stringify(policyJsonSchema(), null, 2)}\n`);
