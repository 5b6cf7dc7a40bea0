import { describe, expect, it } from 'vitest';
import type { PeopleChange, PeopleNotice } from '../../../src/people/roster.ts';
import { MESSAGE_MAX, SECTION_MAX, TEXT_MAX } from '../../../src/slack/blocks/blocks.ts';
import { peopleNotice } from '../../../src/slack/notice/people-notice.ts';
import { renderer } from '../../../src/slack/renderer.ts';

const changed = (...changes: readonly PeopleChange[]): PeopleNotice => {
  return { kind: 'changed', from: 'aaa', version: 'bbb', changes, repaired: false };
};
const ids = (count: number, from = 0) => Array.from({ length: count }, (_, at) => `U0${from + at}`);

describe('a notice of the people file', () => {
  it('names who came, who went, and old and new accounts, in both languages', () => {
    const notice = changed(
      { kind: 'person_changed', name: 'Mei <Lin>', from: ['U0MEI', 'W0MEI'], to: ['U0MEI'] },
      { kind: 'person_removed', name: 'Arun', accounts: ['U0ARUN'] },
      { kind: 'person_added', name: 'Anna', accounts: ['W0MEI', 'U0ANNA'] },
    );
    expect(peopleNotice(notice).text.split('\n').slice(1)).toEqual([
      'Person changed: *Mei &lt;Lin&gt;*',
      '• slack: <@U0MEI> and <@W0MEI> → <@U0MEI>',
      'Person removed: *Arun*, <@U0ARUN>',
      'Person added: *Anna*, <@W0MEI> and <@U0ANNA>',
    ]);
    expect(renderer.peopleNotice(notice, 'zh').text.split('\n').slice(1)).toEqual([
      '修改人员 *Mei &lt;Lin&gt;*',
      '• slack：<@U0MEI> 和 <@W0MEI> → <@U0MEI>',
      '删除人员 *Arun* （<@U0ARUN>）',
      '新增人员 *Anna* （<@W0MEI> 和 <@U0ANNA>）',
    ]);
  });

  it('says of more accounts than it names only what came and what went', () => {
    const change = { kind: 'person_changed', name: 'Mei', from: ids(11), to: [...ids(10), 'U0NEW'] } as const;
    expect(peopleNotice(changed(change)).text).toContain('• slack: added <@U0NEW>; removed <@U010>');
  });

  it('of any size is one message that Slack takes, and counts what it leaves out', () => {
    const long = (at: number) => `U${'A'.repeat(5_000)}${at}`;
    const many = (name: string): PeopleChange[] =>
      ids(300).map((id, at) => ({ kind: 'person_added', name, accounts: [id, long(at), ...ids(20)] }));
    const problem = { file: '<'.repeat(2_000), line: 1, column: 1, path: '', fault: { kind: 'wrong' } } as const;
    const problems = ids(200).map(() => problem);
    for (const notice of [changed(...many('&'.repeat(80))), { kind: 'refused', version: 'a', problems } as const]) {
      const { text, blocks } = peopleNotice(notice);
      const sizes = blocks.map((block) => (block.type === 'section' ? (block.text?.text.length ?? 0) : Infinity));
      expect(text.length).toBeLessThanOrEqual(TEXT_MAX);
      expect(Math.max(...sizes)).toBeLessThanOrEqual(SECTION_MAX);
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(MESSAGE_MAX);
      expect(blocks.length).toBeLessThanOrEqual(50);
      expect(text.split('\n').length).toBeGreaterThan(5);
      expect(text).toMatch(/more$/);
    }
  });
});
