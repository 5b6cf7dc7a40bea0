/** Slack's mrkdwn as a tree: formatting, references, dates, entities. Pure; nothing of it is ever taken as HTML. */

export type Inline =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'bold' | 'italic' | 'strike'; readonly inner: readonly Inline[] }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'link'; readonly url: string; readonly label: string }
  | { readonly kind: 'user' | 'channel' | 'group'; readonly id: string; readonly label: string }
  | { readonly kind: 'date'; readonly seconds: number; readonly format: string; readonly fallback: string };

export type Piece =
  | { readonly kind: 'lines' | 'quote'; readonly inner: readonly Inline[] }
  | { readonly kind: 'pre'; readonly text: string };

/** The text in pieces of lines, quotes and preformatted text, in order. */
export function parseMrkdwn(text: string): Piece[] {
  return text.split('```').flatMap((part, index, parts): Piece[] => {
    const closed = index % 2 === 1 && index < parts.length - 1;
    if (closed) return [{ kind: 'pre', text: decode(part.replace(/^\n|\n$/g, '')) }];
    const loose = index % 2 === 1 ? `\`\`\`${part}` : part;
    return loose === '' ? [] : paragraphs(loose);
  });
}

function paragraphs(text: string): Piece[] {
  const pieces: { kind: 'lines' | 'quote'; lines: string[] }[] = [];
  for (const line of text.split('\n')) {
    const quoted = /^(&gt;|>) ?/.exec(line);
    const kind = quoted === null ? 'lines' : 'quote';
    const rest = quoted === null ? line : line.slice(quoted[0].length);
    const last = pieces.at(-1);
    if (last?.kind === kind) last.lines.push(rest);
    else pieces.push({ kind, lines: [rest] });
  }
  return pieces
    .map(({ kind, lines }) => ({ kind, text: lines.join('\n') }))
    .filter((piece) => piece.text.trim() !== '')
    .map((piece) => ({ kind: piece.kind, inner: parseInline(piece.text.replace(/^\n+|\n+$/g, '')) }));
}

/** Between two marks at the edges of words, on one line. */
function format(mark: string): string {
  const escaped = mark === '*' ? '\\*' : mark;
  return `(?<![\\p{L}\\p{N}])${escaped}(?=\\S)([^\\n${escaped}]*[^\\s${escaped}])${escaped}(?![\\p{L}\\p{N}])`;
}

const token = new RegExp(`<([^<>\\n]+)>|\`([^\`\\n]+)\`|${format('*')}|${format('_')}|${format('~')}`, 'gu');

/** The inside of one line or several. */
export function parseInline(text: string): Inline[] {
  const found: Inline[] = [];
  let at = 0;
  for (const match of text.matchAll(token)) {
    if (match.index > at) found.push({ kind: 'text', text: decode(text.slice(at, match.index)) });
    at = match.index + match[0].length;
    found.push(inlineOf(match));
  }
  if (at < text.length) found.push({ kind: 'text', text: decode(text.slice(at)) });
  return found;
}

function inlineOf(match: RegExpExecArray): Inline {
  const [all, reference, code, bold, italic, strike] = match;
  if (reference !== undefined) return referenceOf(reference);
  if (code !== undefined) return { kind: 'code', text: decode(code) };
  if (bold !== undefined) return { kind: 'bold', inner: parseInline(bold) };
  if (italic !== undefined) return { kind: 'italic', inner: parseInline(italic) };
  if (strike !== undefined) return { kind: 'strike', inner: parseInline(strike) };
  return { kind: 'text', text: decode(all) };
}

function referenceOf(reference: string): Inline {
  const bar = reference.indexOf('|');
  const target = bar < 0 ? reference : reference.slice(0, bar);
  const label = bar < 0 ? '' : decode(reference.slice(bar + 1));
  const rest = target.slice(1);
  if (target.startsWith('@')) return { kind: 'user', id: rest, label };
  if (target.startsWith('#')) return { kind: 'channel', id: rest, label };
  if (target.startsWith('!subteam^')) return { kind: 'group', id: target.slice('!subteam^'.length), label };
  if (target.startsWith('!date^')) {
    const [, seconds = '', wording = ''] = target.split('^');
    return { kind: 'date', seconds: Number(seconds), format: wording, fallback: label };
  }
  if (target.startsWith('!')) return { kind: 'text', text: label || `@${rest}` };
  const url = decode(target);
  if (/^(https?|mailto):/i.test(url)) return { kind: 'link', url, label: label || url };
  return { kind: 'text', text: decode(`<${reference}>`) };
}

const entities: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&amp;': '&' };

export function decode(text: string): string {
  return text.replace(/&(lt|gt|amp);/g, (entity) => entities[entity] ?? entity);
}
