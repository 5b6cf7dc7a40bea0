import { expect, it } from 'vitest';
import { messageAt } from '../../../src/sandbox/page/blocks/links.ts';

it.each([
  ['https://sandbox.slack.com/archives/C0INCIDENT/p1763838303000100', 'C0INCIDENT', '1763838303.000100'],
  [
    'https://s.slack.com/archives/C0A/p1763838309000200?thread_ts=1763838303.000100&cid=C0A',
    'C0A',
    '1763838303.000100',
  ],
])('a link to a message leads to its thread: %s', (link, channel, thread) => {
  expect(messageAt(link)).toEqual({ channel, thread });
});

it.each([
  'https://sandbox.slack.com/archives/C0INCIDENT',
  'https://ocp.example.com/tasks/p1763838303000100',
  'mailto:mei@example.com',
  'no link',
])('anything else leads elsewhere: %s', (link) => {
  expect(messageAt(link)).toBeNull();
});
