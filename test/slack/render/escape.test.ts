import { describe, expect, it } from 'vitest';
import { clean, cut, escape, escapeWithin, plain, safe } from '../../../src/slack/blocks/escape.ts';
import { logBlock } from '../../../src/slack/blocks/log.ts';
import { masked } from '../../../src/task/redact.ts';
import { duration, utc, when } from '../../../src/text/en/time.ts';

describe('text that others wrote', () => {
  it('is escaped with & first, so that nothing is escaped twice', () => {
    expect(escape('<!channel> & &lt;')).toBe('&lt;!channel&gt; &amp; &amp;lt;');
  });

  it('loses bidi controls, zero-width and control characters, and keeps line breaks', () => {
    expect(clean('or\u202Edr\u200Bs\u0007\uFEFF\u2066\n\tx\uD800')).toBe('ordrs\n\tx');
    expect(clean('a\r\nb\u2028c')).toBe('a\nb\nc');
  });

  it('of others calls nobody and leads nowhere, whatever stands in it', () => {
    expect(safe('<!channel> <@U1> <https://x|y> &', 80)).toBe('&lt;!channel&gt; &lt;@U1&gt; &lt;https://x|y&gt; &amp;');
  });

  it('is cut by code points with an ellipsis', () => {
    expect(cut('abc', 3)).toBe('abc');
    expect(cut('abcd', 3)).toBe('ab…');
    expect(cut('😀😀😀', 3)).toBe('😀😀😀');
    expect(cut('😀😀😀😀', 3)).toBe('😀😀…');
  });

  it('is never cut inside an entity, and the limit holds after escaping', () => {
    expect(escapeWithin('&&&', 15)).toBe('&amp;&amp;&amp;');
    expect(escapeWithin('&&&', 12)).toBe('&amp;&amp;…');
    expect(escapeWithin('ab', 1)).toBe('…');
    expect(safe('<'.repeat(500), 100).length).toBeLessThanOrEqual(100);
  });

  it('becomes one line where a name stands', () => {
    expect(plain(' a\n*b*\t c ', 20)).toBe('a *b* c');
  });
});

describe('a log', () => {
  it.each([
    ['password=hunter2 host=a', 'password=*** host=a'],
    ['"rootPassword": "hun\\"ter2", "host": "a"', '"rootPassword": ***, "host": "a"'],
    ["PASSWORD='hunter 2'", 'PASSWORD=***'],
    ['USER=rep PASSWORD=hunter2,IP=1.2.3.4', 'USER=rep PASSWORD=***,IP=1.2.3.4'],
    ['access_key: AKID123; x=1', 'access_key: ***; x=1'],
    ['CREATE USER u IDENTIFIED BY "hunter2"', 'CREATE USER u IDENTIFIED BY ***'],
    ['Authorization: Bearer abcdef123456', 'Authorization: Bearer ***'],
    ['jdbc://root:hunter2@db:2881/x', 'jdbc://root:***@db:2881/x'],
  ])('shows no secret: %s', (line, shown) => {
    expect(masked(line)).toBe(shown);
  });

  it('keeps its last lines, escaped, inside one preformatted block', () => {
    const block = logBlock([...Array.from({ length: 40 }, (_, at) => `line ${at}`), '``` <!channel>']) ?? '';
    expect(block).toMatch(/^```\nline 26\n/);
    expect(block).toContain("''' &lt;!channel&gt;\n```");
    expect(block.match(/```/g)).toHaveLength(2);
  });

  it('fits one section however long it is', () => {
    const block = logBlock(Array.from({ length: 99 }, () => '&'.repeat(10_000))) ?? '';
    expect(block.length).toBeLessThan(2_300);
    expect(logBlock(['', ' '])).toBeNull();
  });
});

describe('times', () => {
  it('are in the reader’s zone, with a fallback that names its own', () => {
    const at = Date.UTC(2026, 10, 22, 19, 5, 3, 900);
    expect(utc(at)).toBe('2026-11-22 19:05:03 UTC');
    expect(when(at)).toBe('<!date^1795374303^{date_short_pretty} {time_secs}|2026-11-22 19:05:03 UTC>');
  });

  it.each([
    [0, '0 s'],
    [-5_000, '0 s'],
    [400, 'less than 1 s'],
    [12_345, '12 s'],
    [59_600, '1 min'],
    [200_000, '3 min 20 s'],
    [3_600_000, '1 h'],
    [3_930_000, '1 h 5 min'],
  ])('%d ms last %s', (ms, words) => {
    expect(duration(ms)).toBe(words);
  });
});
