import { describe, expect, it } from 'vitest';
import { languageOfLocale } from '../../../src/lib/language.ts';
import { currentLanguage, inLanguage, words } from '../../../src/text/words.ts';

describe('the language in force', () => {
  it('is English unless told', () => {
    expect(currentLanguage()).toBe('en');
    expect(words.card.buttons.approve).toBe('Approve');
  });

  it('is that of the innermost rendering, and the former one again afterwards', () => {
    const said = inLanguage('zh', () => [
      words.card.buttons.approve,
      inLanguage('en', () => words.card.buttons.approve),
      words.card.buttons.approve,
    ]);
    expect(said).toEqual(['同意', 'Approve', '同意']);
    expect(currentLanguage()).toBe('en');
  });

  it('is restored when a rendering throws', () => {
    const broken = () =>
      inLanguage('zh', (): string => {
        throw new Error('no');
      });
    expect(broken).toThrow('no');
    expect(currentLanguage()).toBe('en');
  });

  it('is not given to a promise, which would go on in another', () => {
    const late = (): unknown => Promise.resolve('late');
    expect(() => inLanguage('zh', late)).toThrow(TypeError);
    expect(currentLanguage()).toBe('en');
  });
});

it.each([
  ['zh-CN', 'zh'],
  ['zh-TW', 'zh'],
  ['zh_CN', 'zh'],
  ['zh', 'zh'],
  ['en-US', 'en'],
  ['de-DE', 'en'],
  ['zhx', 'en'],
  ['', 'en'],
  [undefined, 'en'],
] as const)('the locale %s is %s', (locale, language) => {
  expect(languageOfLocale(locale)).toBe(language);
});
