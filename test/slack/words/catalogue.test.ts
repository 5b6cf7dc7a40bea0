import { describe, expect, it } from 'vitest';
import { catalogues } from '../../../src/text/words.ts';
import { leaves, said } from './phrases.ts';

/** What may be the same in both languages, and why. */
const same: Readonly<Record<string, string>> = {
  'time.utc': 'a moment with its zone, without words',
  'time.timeOfDay': 'Slack writes it in the language of each reader',
  'time.when': 'Slack writes it in the language of each reader',
  'world.pairOf': 'two names and an arrow',
  'steps.step': 'numbers and OCP’s own name',
  'batch.verdict': 'a number, a sign and a verdict',
  'form.pairName': 'two names and an arrow',
  'private.why': 'null for a code that is none of ours',
  'doctor.areas.slack': 'a name',
  'doctor.areas.ocp': 'a name',
};

type Kind = 'string' | 'function' | 'array' | 'object' | 'other';

function kindOf(value: unknown): Kind {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'string' || typeof value === 'function')
    return typeof value === 'string' ? 'string' : 'function';
  return typeof value === 'object' && value !== null ? 'object' : 'other';
}

const english = leaves(catalogues.en);
const chinese = leaves(catalogues.zh);
const paths = [...english.keys()];
const functions = paths.filter((path) => typeof english.get(path) === 'function');
const isTime = (path: string) => path.startsWith('time.');

/** Parts that are found again in any text, as texts and as numbers, and with the last one missing. */
const texts = ['⟦first⟧', '⟦second⟧', '⟦third⟧', '⟦fourth⟧', '⟦fifth⟧'];
const numbers = [7001, 7002, 7003, 7004, 7005];
const variants: readonly { name: string; parts: (arity: number) => readonly unknown[] }[] = [
  { name: 'texts', parts: (arity) => texts.slice(0, arity) },
  { name: 'numbers', parts: (arity) => numbers.slice(0, arity) },
  { name: 'texts without the last', parts: (arity) => [...texts.slice(0, arity - 1), null] },
  { name: 'texts with an empty last', parts: (arity) => [...texts.slice(0, arity - 1), ''] },
  { name: 'one thing', parts: (arity) => [...texts.slice(0, arity - 1), 2] },
];

function placeholdersIn(text: string): readonly string[] {
  return [...new Set(text.match(/⟦\w+⟧|700\d/g) ?? [])].sort();
}

describe('the two catalogues', () => {
  it('hold the same phrases, each of the same kind', () => {
    expect([...chinese.keys()].sort()).toEqual([...paths].sort());
    for (const path of paths) expect(kindOf(chinese.get(path)), path).toBe(kindOf(english.get(path)));
  });

  it.each(functions)('%s takes as many parts in both', (path) => {
    const [one, other] = [english.get(path), chinese.get(path)];
    if (typeof one !== 'function' || typeof other !== 'function') throw new Error('not a function');
    expect(other.length).toBe(one.length);
  });

  it('say nothing in the same words, but for what has a reason to', () => {
    const equal = paths.filter((path) => {
      const parts = isTime(path) ? [90_000] : texts;
      return said(english.get(path), parts).join('\n') === said(chinese.get(path), parts).join('\n');
    });
    expect(equal.sort()).toEqual(Object.keys(same).sort());
  });

  it.each(functions.filter((path) => !isTime(path)))('%s says every part in both', (path) => {
    const phrase = english.get(path);
    const arity = typeof phrase === 'function' ? phrase.length : 0;
    for (const { name, parts } of variants) {
      const [one, other] = [phrase, chinese.get(path)].map((each) => said(each, parts(arity)).map(placeholdersIn));
      expect(other, name).toEqual(one);
    }
  });

  it('says durations with the same numbers', () => {
    for (const ms of [0, 500, 12_000, 60_000, 200_000, 3_600_000, 3_900_000]) {
      const [one, other] = [catalogues.en, catalogues.zh].map(({ time }) => time.duration(ms).match(/\d+/g));
      expect(other).toEqual(one);
    }
    expect(catalogues.zh.time.duration(3_900_000)).toBe('1 小时 5 分');
  });
});

describe('the Chinese phrases', () => {
  const phrases = paths.flatMap((path) =>
    said(chinese.get(path), isTime(path) ? [90_000] : texts).map((text) => ({ path, text })),
  );

  // Slack shows `*bold*` and `code` only where a space or the edge of the line stands around them.
  it('leave room around what Slack shows in bold or as code', () => {
    for (const { path, text } of phrases) {
      for (const mark of text.matchAll(/\*[^*\n]+\*|`[^`\n]+`/g)) {
        const before = text[mark.index - 1] ?? '\n';
        const after = text[mark.index + mark[0].length] ?? '\n';
        expect(before, `${path}: ${text}`).toMatch(/[\s(,]/);
        expect(after, `${path}: ${text}`).toMatch(/[\s),.]/);
      }
    }
  });

  it('use one word for one thing', () => {
    for (const { path, text } of phrases) expect(text, path).not.toMatch(/备库|主库|故障切换|备用租户|预检测|集簇/);
  });
});
