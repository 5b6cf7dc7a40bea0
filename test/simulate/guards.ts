/**
 * The guards that can be taken out, each by giving the bot one broken part from outside: what the simulation must notice.
 * Nothing in the product knows of this.
 */
import { brokenOcp, brokenPolicy, brokenSlack } from './guards-calls.ts';
import { brokenFamilies } from './guards-families.ts';
import { brokenRules } from './guards-rules.ts';
import { brokenStore } from './guards-store.ts';
import type { Bend } from './world.ts';

export interface Guard {
  /** What the bot does no longer. */
  readonly without: string;
  readonly bend: Bend;
}

export const guards: ReadonlyMap<string, Guard> = new Map([
  ...brokenStore,
  ...brokenFamilies,
  ...brokenRules,
  ...brokenPolicy,
  ...brokenOcp,
  ...brokenSlack,
]);
