/** What `/failover help` answers. */
import { expect, it } from 'vitest';
import { otherWords, subcommandWords } from '../../../src/slack/inbound/commands.ts';
import { helpText } from '../../../src/slack/sentences/refusals.ts';
import { inLanguage } from '../../../src/text/words.ts';

it.each([
  ['en', '[tenant|@person|7d]'],
  ['zh', '[租户|@成员|7d]'],
] as const)('in %s: every word and what may follow it, a short line for each', (language, filters) => {
  const help = inLanguage(language, helpText);
  for (const word of [...otherWords, ...subcommandWords]) expect(help).toContain(`• \`/failover ${word}`);
  expect(help).toContain(`/failover history ${filters}\``);
  expect(help).toMatch(/• `\/failover \[.+\]` .*\n• `\/switchover \[.+\]` /);
  for (const line of help.split('\n').slice(0, -1)) expect(line.length).toBeLessThanOrEqual(90);
  expect(help.length).toBeLessThanOrEqual(720);
});
