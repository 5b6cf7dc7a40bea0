import { expect, it } from 'vitest';
import { isReadable } from '../../src/lib/readable.ts';

it.each(['because', '容灾演练', 'ㅎ', '5', '٣', 'é', 'e\u0301', '\u200bwhy\u200b', '-- 4711 --', 'Ⅳ', '𠮷'])(
  '%j is a reason that somebody can read',
  (text) => {
    expect(isReadable(text)).toBe(true);
  },
);

it.each([
  ['nothing', ''],
  ['spaces of all kinds', ' \t\n\u00a0\u2003\u3000\u202f'],
  ['zero width characters', '\u200b\u200c\u200d\u2060\ufeff'],
  ['a soft hyphen and a grapheme joiner', '\u00ad\u034f'],
  ['marks of direction', '\u200e\u200f\u202a\u202e\u2066\u2069'],
  ['Hangul fillers, which are letters', '\u115f\u1160\u3164\uffa0'],
  ['blank hieroglyphs, which are letters', '\u{13441}\u{13442}'],
  ['a blank Braille pattern', '\u2800'],
  ['variation selectors and tags', '\ufe0f\u{e0041}\u{e0100}'],
  ['marks that stand on nothing', '\u0301\u20dd'],
  ['punctuation and symbols', '...!? — 🤷 ¯\\_(ツ)_/¯'.replace('ツ', '')],
  ['controls', '\u0000\u0007\u001b'],
])('%s: is none', (_, text) => {
  expect(isReadable(text)).toBe(false);
});
