/** Names as people type them, or paste them out of a chat, an alert or a document. Pure. */

/** Letters and digits, and what stands inside the names of tenants and clusters. */
const AROUND = /^[^\p{L}\p{N}_]+|[^\p{L}\p{N}_$#]+$/gu;

/**
 * The words of a text, in lower case: without quotes, brackets, markup, and punctuation around them, whatever their width.
 * What stands inside a word stays: `sh-prod`, `a.b`.
 */
export function typedWords(text: string): readonly string[] {
  return plainText(text)
    .toLowerCase()
    .split(/[\s,;、]+/)
    .map(typedName)
    .filter((word) => word !== '');
}

/** One name, with the case it was typed in. */
export function typedName(text: string): string {
  const bare = plainText(text).replace(AROUND, '');
  // `_orders_` is Slack's italics; an underscore at one end alone may belong to a name.
  return /^_[^_].*[^_]_$/u.test(bare) ? typedName(bare.slice(1, -1)) : bare;
}

/** Compatibility forms are plain letters, Slack's references are what they show, and what cannot be seen is nothing. */
function plainText(text: string): string {
  return text
    .replace(/<(?:[a-z]+:[^|>\s]*|[@#!][^|>\s]*)\|([^>]*)>/giu, '$1')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&')
    .normalize('NFKC')
    .replace(/[\p{Cf}\u{FE00}-\u{FE0F}]/gu, '')
    .trim();
}
