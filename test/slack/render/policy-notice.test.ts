import { describe, expect, it } from 'vitest';
import type { PolicyChange, PolicyNotice } from '../../../src/policy/differences.ts';
import { renderer } from '../../../src/slack/renderer.ts';
import { policyNotice } from '../../../src/slack/notice/policy-notice.ts';
import { MESSAGE_MAX, SECTION_MAX, TEXT_MAX } from '../../../src/slack/blocks/blocks.ts';

const changed = (...changes: readonly PolicyChange[]): PolicyNotice => ({
  kind: 'changed',
  from: 'aaa',
  version: 'bbb',
  changes,
  repaired: false,
});

describe('a notice of the policy', () => {
  it('of any size is one message that Slack takes, and counts what it leaves out', () => {
    const values = Array.from({ length: 300 }, (_, at) => `<${'&'.repeat(70)}${at}`);
    const rules = Array.from({ length: 200 }, (_, at): PolicyChange => {
      const name = `<${'&'.repeat(70)}${at}`;
      return { kind: 'rule_changed', name, terms: [{ key: 'tenants', from: ['*'], to: values }] };
    });
    const problem = { file: '<'.repeat(2_000), line: 1, column: 1, path: '', fault: { kind: 'wrong' } } as const;
    const problems = Array.from({ length: 200 }, () => problem);
    for (const notice of [changed(...rules), { kind: 'refused', version: 'a', problems } as const]) {
      const { text, blocks } = policyNotice(notice);
      const sizes = blocks.map((block) => (block.type === 'section' ? (block.text?.text.length ?? 0) : Infinity));
      expect(text.length).toBeLessThanOrEqual(TEXT_MAX);
      expect(Math.max(...sizes)).toBeLessThanOrEqual(SECTION_MAX);
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(MESSAGE_MAX);
      expect(blocks.length).toBeLessThanOrEqual(50);
      expect(text).toMatch(/more/);
    }
  });

  it('tells what is written in which language, in the language of the channel', () => {
    const notice = changed({ kind: 'languages', from: [], to: ['en', 'C0123: zh'] });
    expect(policyNotice(notice).text).toContain('Languages: English everywhere → en and C0123: zh');
    expect(renderer.policyNotice(notice, 'zh').text).toContain('语言：全部英文 → en 和 C0123: zh');
  });

  it('tells how often one person may ask', () => {
    const notice = changed({ kind: 'requests_per_hour', from: 30, to: 5 });
    expect(policyNotice(notice).text).toContain('Requests of one person in an hour: 30 → 5');
  });

  it('says of a long list only what came and what went', () => {
    const from = ['S0A', 'U0A', 'U0B'];
    const terms = [{ key: 'requesters', from, to: ['S0B', 'U0A'] }];
    expect(policyNotice(changed({ kind: 'rule_changed', name: 'a', terms })).text).toContain(
      '• requesters: added <!subteam^S0B>; removed <!subteam^S0A> and <@U0B>',
    );
  });
});
