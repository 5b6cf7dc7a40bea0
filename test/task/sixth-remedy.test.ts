/** A sixth remedy, on a scratch copy: its entry is one, and the compiler names what else must be said of it. */
import { beforeAll, expect, it } from 'vitest';
import { COMPILING_MS, complaintsAbout, fileOf } from '../support/scratch.ts';

let complaints: readonly string[] = [];

beforeAll(async () => {
  const end = '} as const satisfies Readonly<Record<string, StepRemedy>>;';
  const entry = "  pause: { goesOn: false, weight: 'danger', allowed: () => true, isTaken: () => true },\n";
  complaints = await complaintsAbout('src/task/remedy-kinds.ts', end, `${entry}${end}`);
}, COMPILING_MS);

it('its call and its words are missing, and nothing else: buttons, clicks and proposals take it from its entry', () => {
  expect([...new Set(complaints.map(fileOf))].toSorted()).toEqual([
    'src/engine/send.ts',
    'src/slack/sentences/remedies.ts',
    'src/text/en/overview.ts',
    'src/text/en/remedy.ts',
    'src/text/zh/overview.ts',
    'src/text/zh/remedy.ts',
  ]);
});
