/**
 * Every random decision of a run, each under a name of its own: `slack chat.update#3`. A decision depends on the seed and
 * its name alone, so taking one out of a story leaves the others as they were.
 */

/** What may go wrong with one thing that is done, and how often: `[what, share]`. */
export type Odds = readonly (readonly [fate: string, share: number])[];

/** The decisions that were made against the bot, by name: a failing story is told by them and shrunk by leaving some out. */
export type Strikes = ReadonlyMap<string, string>;

export interface Rolls {
  /** The next name of its kind: `kill#1`, `kill#2`… */
  name(kind: string): string;
  /** In [0, 1), the same for the same seed and name. */
  value(name: string): number;
  /** A whole number from `from` to `to`. */
  between(name: string, from: number, to: number): number;
  /** What goes wrong; null: nothing. Nothing goes wrong while the rolls are calm, as they are at first. */
  fate(name: string, odds: Odds): string | null;
  calm(isCalm: boolean): void;
  /** Everything that went wrong so far. */
  readonly struck: Map<string, string>;
}

/** With `strikes`, exactly these happen and the odds are not asked. */
export function createRolls(seed: number, strikes: Strikes | null = null): Rolls {
  const counts = new Map<string, number>();
  const struck = new Map<string, string>();
  let calm = true;

  const value = (name: string) => hash(seed, name) / 4_294_967_296;

  function rolled(name: string, odds: Odds): string | null {
    let left = value(name);
    for (const [fate, share] of odds) {
      left -= share;
      if (left < 0) return fate;
    }
    return null;
  }

  return {
    struck,
    value,
    name(kind) {
      const count = (counts.get(kind) ?? 0) + 1;
      counts.set(kind, count);
      return `${kind}#${count}`;
    },
    between: (name, from, to) => from + Math.floor(value(name) * (to - from + 1)),
    fate(name, odds) {
      if (calm) return null;
      const fate = strikes ? (strikes.get(name) ?? null) : rolled(name, odds);
      if (fate !== null) struck.set(name, fate);
      return fate;
    },
    calm(isCalm) {
      calm = isCalm;
    },
  };
}

/** FNV-1a over the name, spread by murmur's last step. */
function hash(seed: number, name: string): number {
  let mixed = (seed ^ 0x811c9dc5) >>> 0;
  for (let at = 0; at < name.length; at += 1) mixed = Math.imul(mixed ^ name.charCodeAt(at), 0x01000193);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
