/** Making text that others wrote (reasons, names, OCP's messages, logs) harmless before people read it in Slack. */

/** Slack's three reserved characters, `&` first, so that nothing is escaped twice. For mrkdwn and top-level `text` only. */
export function escape(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

/**
 * Takes out what cannot be seen but changes what is read: bidi controls, zero-width characters, control characters and
 * broken surrogates. Line breaks and tabs stay.
 */
export function clean(text: string): string {
  return text
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(/[\p{Cf}\p{Cs}\u{FE00}-\u{FE0F}\u115F\u1160\u3164\uFFA0]/gu, '')
    .replace(/[^\P{Cc}\n\t]/gu, '');
}

/** At most `max` code points, the last one an ellipsis when something was cut. */
export function cut(text: string, max: number): string {
  // A short text is the common case: code points are never more than UTF-16 units.
  if (text.length <= max) return text;
  const points = Array.from(text);
  return points.length <= max ? text : `${points.slice(0, Math.max(0, max - 1)).join('')}…`;
}

/** Clean, on one line, at most `max` code points: for plain_text, where nothing needs escaping. */
export function plain(text: string, max: number): string {
  return cut(clean(text).replace(/\s+/g, ' ').trim(), max);
}

/** Clean, on one line and escaped for mrkdwn, at most `max` code points after escaping (an `&` costs five). */
export function safe(text: string, max: number): string {
  return escapeWithin(plain(text, max), max);
}

/** Escaped, and cut so that what comes out has at most `max` code points and ends in no half of an entity. */
export function escapeWithin(text: string, max: number): string {
  let out = '';
  let used = 0;
  const points = Array.from(text);
  for (const [at, point] of points.entries()) {
    const escaped = escape(point);
    const rest = at === points.length - 1 ? 0 : 1;
    const cost = point === escaped ? 1 : escaped.length;
    if (used + cost + rest > max) return `${out}…`;
    out += escaped;
    used += cost;
  }
  return out;
}

/** What `escape` did, undone: for words that were made for mrkdwn and stand in plain text. */
export function unescape(text: string): string {
  return text.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');
}
