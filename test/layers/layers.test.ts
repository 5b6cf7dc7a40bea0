import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { drawn } from './drawing.ts';
import { importsOf, roomOf, sources } from './imports.ts';
import { rooms } from './rooms.ts';

/** Files in one folder. */
const WIDEST = 14;

describe('the rooms of src/', () => {
  it('hold every file', () => {
    expect(sources.filter((file) => roomOf(file) === undefined)).toEqual([]);
  });

  it('are all lived in', () => {
    expect(rooms.filter(({ path }) => !sources.some((file) => roomOf(file)?.path === path))).toEqual([]);
  });

  it.each(rooms)('$path imports only what its row of the table says', ({ path, uses, types = [], outside }) => {
    const imports = sources.filter((file) => roomOf(file)?.path === path).flatMap(importsOf);
    const wrong = imports.filter(({ to, isOutside, isType }) => {
      if (isOutside) return outside !== null && !outside.includes(to);
      const room = roomOf(to)?.path ?? to;
      return room !== path && !uses.includes(room) && !(isType && types.includes(room));
    });
    expect(wrong.map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
  });

  it('name only rooms that there are', () => {
    const paths = rooms.map(({ path }) => path);
    expect(rooms.flatMap(({ uses }) => uses).filter((use) => !paths.includes(use))).toEqual([]);
  });

  it('are drawn as they are', () => {
    expect(readFileSync(new URL('../../docs/rooms.md', import.meta.url), 'utf8')).toBe(drawn());
  });

  it('are no wider than a person can hold in mind', () => {
    const folders = sources.map((file) => posix.dirname(file));
    const wide = [...new Set(folders)].filter((folder) => folders.filter((one) => one === folder).length > WIDEST);
    // One file for each part of the catalogue, the same in both languages.
    expect(wide).toEqual(['text/en', 'text/zh']);
  });
});
