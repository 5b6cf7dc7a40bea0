import { describe, expect, it } from 'vitest';
import { OPENING_MS, type OwnViews, withViews } from '../../../src/sandbox/page/people/own-views.ts';

const none: OwnViews = { own: new Set(), known: new Set() };
const own = (views: OwnViews) => [...views.own];

describe('a form', () => {
  it('that opens after an act of this window is its own, for good', () => {
    const opened = withViews(none, ['V1'], 300);
    expect(own(opened)).toEqual(['V1']);
    expect(own(withViews(opened, ['V1'], OPENING_MS * 9))).toEqual(['V1']);
    // Somebody else acts in this window for a while.
    expect(own(withViews(withViews(opened, [], 10), ['V1'], 10))).toEqual(['V1']);
  });

  it('that another window of the same person opened is not, also when somebody acts here later', () => {
    const elsewhere = withViews(none, ['V1'], OPENING_MS);
    expect(own(elsewhere)).toEqual([]);
    expect(own(withViews(elsewhere, ['V1'], 10))).toEqual([]);
    expect(own(withViews(elsewhere, ['V1', 'V2'], 10))).toEqual(['V2']);
  });
});
