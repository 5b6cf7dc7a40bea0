/**
 * `key=value`, `key: value` and `"key": "value"` for keys that name a secret, also inside longer keys (rootPassword), and
 * credentials inside a URL or an Authorization header. The value goes, the key stays.
 */
export function masked(text: string): string {
  return text
    .replace(
      /([\w.-]*(?:password|passwd|pwd|secret|token|credential|access[_-]?key|private[_-]?key|api[_-]?key)[\w.-]*\\?["']?\s*(?:[=:]|=>)\s*)(\\?"(?:[^"\\]|\\.)*"?|'[^']*'?|[^\s,;&|)}\]]+)/giu,
      '$1***',
    )
    .replace(/(\bidentified\s+by\s+)("[^"]*"?|'[^']*'?|\S+)/giu, '$1***')
    .replace(/(\b(?:basic|bearer)\s+)[\w+/=.~-]{6,}/giu, '$1***')
    .replace(/(\bOCP-ACCESS-KEY-HMACSHA1\s+)[^\s"'\\,]+/giu, '$1***')
    .replace(/(:\/\/[^\s:/@]*:)[^\s/@]+@/gu, '$1***@');
}
