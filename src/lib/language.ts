/** The languages in which people are spoken to. */
export const languages = ['en', 'zh'] as const;
export type Language = (typeof languages)[number];

/** What is spoken where nobody said anything else. */
export const DEFAULT_LANGUAGE: Language = 'en';

/** From a locale as Slack names them: `zh-CN`, `en-US`. Every kind of Chinese is `zh`, anything else English. */
export function languageOfLocale(locale: string | null | undefined): Language {
  return /^zh\b/i.test((locale ?? '').replace('_', '-')) ? 'zh' : 'en';
}
