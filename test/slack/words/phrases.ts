/** The phrases of a catalogue, for tests that look at all of them. */

/** Every phrase by its path. */
export function leaves(value: unknown, path = ''): Map<string, unknown> {
  if (typeof value !== 'object' || value === null) return new Map([[path, value]]);
  return new Map(
    Object.entries(value).flatMap(([key, inner]) => [...leaves(inner, path === '' ? key : `${path}.${key}`)]),
  );
}

/** What a phrase says with these parts; several texts where it is a whole dialog. */
export function said(phrase: unknown, parts: readonly unknown[]): readonly string[] {
  if (typeof phrase !== 'function') return [String(phrase)];
  const result: unknown = Reflect.apply(phrase, undefined, parts);
  return [...leaves(result).values()].map(String);
}

/** One thing and several, texts and numbers, with the last parts missing: they reach the branches of the phrases. */
const parts: readonly (readonly unknown[])[] = [
  [1, 1, 1, 1, 1],
  [1, 2, 3, 4, 5],
  ['1', '2', '3', '4', '5'],
  ['1', '2', '3', null, ''],
];

/** Every text that the phrases can say, with parts that are no words. */
export function textsOf(catalogue: unknown): readonly { readonly path: string; readonly text: string }[] {
  return [...leaves(catalogue)].flatMap(([path, phrase]) =>
    (typeof phrase === 'function' && !path.startsWith('time.') ? parts : [[1]]).flatMap((each) =>
      said(phrase, each).map((text) => ({ path, text })),
    ),
  );
}
