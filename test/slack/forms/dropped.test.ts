import { expect, it } from 'vitest';
import pLimit from 'p-limit';
import type { Draft } from '../../../src/slack/form/draft.ts';
import { changeDropped } from '../../../src/slack/form/targets/excluded.ts';
import { manualClock } from '../../support/clock.ts';

const draft: Draft = {
  id: 'R-1',
  kind: 'failover',
  person: 'U0MEI',
  team: 'T0',
  typedIn: null,
  place: 'none',
  text: '',
  here: null,
  dropped: ['1:1'],
};

/** A form, and a store that writes only when it is let. */
function slow(kept: Draft | null = draft) {
  const waiting: (() => void)[] = [];
  const store = {
    kept,
    get: () => Promise.resolve(store.kept),
    put: async (value: Draft) => {
      await new Promise<void>((written) => waiting.push(written));
      store.kept = value;
    },
  };
  const form: Parameters<typeof changeDropped>[1] = {
    draftId: draft.id,
    dropped: draft.dropped,
    oneByOne: pLimit(1),
  };
  const change = (how: (before: readonly string[]) => string[]) =>
    changeDropped({ drafts: store, clock: manualClock() }, form, how);
  return { store, form, change, write: () => waiting.shift()?.() };
}

const turns = () => new Promise((resolve) => setImmediate(resolve));

it('a change that follows fast begins from what the one before wrote down', async () => {
  const { store, form, change, write } = slow();
  // One is taken out of the select and so back in the request; another is left out before that is written down.
  const both = Promise.all([change(() => []), change((before) => [...before, '1:2'])]);
  for (let written = 0; written < 2; written += 1) {
    await turns();
    write();
  }
  await both;
  expect(store.kept?.dropped).toEqual(['1:2']);
  expect(form.dropped).toEqual(['1:2']);
});

it('the form leaves out what is written down, and not before it is', async () => {
  const { form, change, write } = slow();
  const more = change((before) => [...before, '1:2']);
  await turns();
  expect(form.dropped).toEqual(['1:1']);
  write();
  await more;
  expect(form.dropped).toEqual(['1:1', '1:2']);
});

it('a form whose draft is gone stays as it is', async () => {
  const { form, change } = slow(null);
  await change(() => []);
  expect(form.dropped).toEqual(['1:1']);
});
