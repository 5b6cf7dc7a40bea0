import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createFormQueue, type FormQueue } from '../../src/slack/form/form-queue.ts';

let turns: FormQueue;
let begun: string[];

beforeEach(() => {
  vi.useFakeTimers();
  turns = createFormQueue();
  begun = [];
});

afterEach(() => {
  vi.useRealTimers();
});

/** Node 20 has no Promise.withResolvers. */
function deferred<T>() {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

/** Asks for a form that stays open until the returned function is called. */
function ask(person: string, name = person): { readonly over: Promise<void>; readonly finish: () => void } {
  const work = deferred<null>();
  const over = turns.inTurn(person, async () => {
    begun.push(name);
    await work.promise;
  });
  return { over, finish: () => work.resolve(null) };
}

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

describe('forms take turns', () => {
  it('begins a form as soon as nobody waits for an answer', async () => {
    ask('Arun');
    await pass(20);
    expect(begun).toEqual(['Arun']);
  });

  it('lets answers go first while they are due and for a moment after', async () => {
    const answer = deferred<string>();
    const answered = turns.answering(() => answer.promise);
    ask('Arun');
    await pass(200);
    expect(begun).toEqual([]);
    answer.resolve('acknowledged');
    await expect(answered).resolves.toBe('acknowledged');
    await pass(10);
    expect(begun).toEqual([]);
    await pass(40);
    expect(begun).toEqual(['Arun']);
  });

  it('begins after a second however many answers are due, but never two at once', async () => {
    void turns.answering(() => new Promise(() => {}));
    const forms = Array.from({ length: 6 }, (_, index) => ask(`U${index}`));
    await pass(1_010);
    expect(begun).toEqual(['U0']);
    forms[0]?.finish();
    await forms[0]?.over;
    expect(begun).toEqual(['U0']);
    await pass(20);
    expect(begun).toEqual(['U0', 'U1']);
    await pass(100);
    expect(begun).toHaveLength(6);
  });

  it('counts an answer that failed as given', async () => {
    await expect(turns.answering(() => Promise.reject(new Error('disk full')))).rejects.toThrow('disk full');
    ask('Arun');
    await pass(40);
    expect(begun).toEqual(['Arun']);
  });

  it('fills sixteen at once, the others in the order in which they came, each when one has ended', async () => {
    const forms = Array.from({ length: 18 }, (_, index) => ask(`U${index}`));
    await pass(20);
    expect(begun).toHaveLength(16);
    forms[3]?.finish();
    await forms[3]?.over;
    expect(begun.slice(16)).toEqual(['U16']);
  });

  it('goes on after a form that failed', async () => {
    const failing = Array.from({ length: 16 }, (_, index) =>
      turns.inTurn(`U${index}`, () => Promise.reject(new Error('Slack is away'))),
    );
    const failed = Promise.allSettled(failing);
    ask('Arun');
    await pass(20);
    expect((await failed).every(({ status }) => status === 'rejected')).toBe(true);
    expect(begun).toEqual(['Arun']);
  });

  it('opens only the newest of what one person asked for before it began', async () => {
    const first = ask('Arun', 'first');
    ask('Mei');
    ask('Arun', 'second');
    await pass(20);
    await first.over;
    expect(begun).toEqual(['second', 'Mei']);
  });
});
