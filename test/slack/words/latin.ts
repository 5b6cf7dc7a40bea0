/** What is left of English in a Chinese text. */

const WORD = "[A-Za-z][A-Za-z’'-]*";
const phrase = new RegExp(`${WORD}(?:[,;:.]?\\s+${WORD})+`, 'g');
/** Code, commands, mentions, dates, addresses: the same in every language. */
const sameEverywhere = /```[\s\S]*?```|`[^`\n]*`|<[^>\n]*>|https?:\S+/g;
/** OCP's own term, which its Chinese documents use too. */
const terms = ['trace ID'];

/** Two or more Latin words in a row that neither a name, nor OCP itself (`own`), nor code put there. */
export function englishIn(text: string, own: readonly string[] = []): readonly string[] {
  const rest = [...own, ...terms]
    .toSorted((one, other) => other.length - one.length)
    .reduce(without, text.replace(sameEverywhere, '·'));
  return rest.match(phrase) ?? [];
}

/** The text without what was said, also where it was cut short: `Reset log res…`. */
function without(text: string, said: string): string {
  const cuts = [...text.matchAll(/…/g)].flatMap(({ index }) => {
    const before = text.slice(0, index);
    const kept = Array.from({ length: said.length }, (_, at) => said.slice(0, said.length - at));
    return kept.filter((part) => part.length > 3).find((part) => before.endsWith(part)) ?? [];
  });
  return [said, ...cuts.map((cut) => `${cut}…`)].reduce((left, part) => left.replaceAll(part, '·'), text);
}
