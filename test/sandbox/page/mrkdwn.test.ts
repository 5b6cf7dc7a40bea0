import { describe, expect, it } from 'vitest';
import { formatDate } from '../../../src/sandbox/page/blocks/dates.ts';
import { parseInline, parseMrkdwn } from '../../../src/sandbox/page/blocks/mrkdwn.ts';

describe('mrkdwn', () => {
  it('reads bold text, mentions and entities', () => {
    expect(parseInline('*Asked by* <@U1> &lt;b&gt; &amp;lt;')).toEqual([
      { kind: 'bold', inner: [{ kind: 'text', text: 'Asked by' }] },
      { kind: 'text', text: ' ' },
      { kind: 'user', id: 'U1', label: '' },
      { kind: 'text', text: ' <b> &lt;' },
    ]);
  });

  it('leaves underscores and stars inside words alone', () => {
    expect(parseInline('SVC_ORDERS_NEW 2*3*4')).toEqual([{ kind: 'text', text: 'SVC_ORDERS_NEW 2*3*4' }]);
  });

  it('makes a link only of web and mail addresses', () => {
    expect(parseInline('<javascript:alert(1)|click>')).toEqual([{ kind: 'text', text: '<javascript:alert(1)|click>' }]);
    expect(parseInline('<https://example.com|here>')).toEqual([
      { kind: 'link', url: 'https://example.com', label: 'here' },
    ]);
  });

  it('takes preformatted text and quotes apart', () => {
    expect(parseMrkdwn('before\n```*a*```\n&gt; said')).toEqual([
      { kind: 'lines', inner: [{ kind: 'text', text: 'before' }] },
      { kind: 'pre', text: '*a*' },
      { kind: 'quote', inner: [{ kind: 'text', text: 'said' }] },
    ]);
  });
});

describe('dates', () => {
  const at = Date.parse('2026-11-22T19:05:03Z');

  it('are words in the zone of the reader, which is named', () => {
    const zone = { now: at + 1_000, timeZone: 'UTC' };
    expect(formatDate(at, '{date_short_pretty} {time_secs}', zone)).toBe('today 19:05:03 UTC');
    expect(formatDate(at - 86_400_000, '{date_short_pretty} {time_secs}', zone)).toBe('yesterday 19:05:03 UTC');
    expect(formatDate(at - 5 * 86_400_000, '{date_short}', zone)).toBe('17 Nov 2026');
  });
});
