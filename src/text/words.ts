import { DEFAULT_LANGUAGE, type Language } from '../lib/language.ts';
import { en, type Words } from './en/en.ts';
import { zh } from './zh/zh.ts';

export const catalogues: Readonly<Record<Language, Words>> = { en, zh };

let inForce: Language = DEFAULT_LANGUAGE;

/** The language in force: that of the innermost `inLanguage`. */
export function currentLanguage(): Language {
  return inForce;
}

/**
 * Runs a rendering in a language, and restores the one before, also when it throws.
 *
 * Rendering is synchronous and goes through dozens of small functions; to hand a catalogue through each of them would
 * put the language into every signature. So the language in force is a variable, safe because nothing else runs
 * between setting and restoring it. That holds for synchronous work only: a promise would come back to another's
 * language, therefore one is refused.
 */
export function inLanguage<T>(language: Language, render: () => T extends PromiseLike<unknown> ? never : T): T {
  const before = inForce;
  inForce = language;
  try {
    const rendered: T = render();
    if (rendered instanceof Promise) throw new TypeError('Only a synchronous rendering has a language.');
    return rendered;
  } finally {
    inForce = before;
  }
}

/**
 * The words of the language in force: a live view. Its areas are looked up at every reading, so none of it may be kept
 * in a module's constant.
 */
export const words: Words = {
  get toDos() {
    return catalogues[inForce].toDos;
  },
  get candidates() {
    return catalogues[inForce].candidates;
  },
  get family() {
    return catalogues[inForce].family;
  },
  get time() {
    return catalogues[inForce].time;
  },
  get world() {
    return catalogues[inForce].world;
  },
  get approvers() {
    return catalogues[inForce].approvers;
  },
  get steps() {
    return catalogues[inForce].steps;
  },
  get operation() {
    return catalogues[inForce].operation;
  },
  get card() {
    return catalogues[inForce].card;
  },
  get batch() {
    return catalogues[inForce].batch;
  },
  get cause() {
    return catalogues[inForce].cause;
  },
  get elsewhere() {
    return catalogues[inForce].elsewhere;
  },
  get failure() {
    return catalogues[inForce].failure;
  },
  get roles() {
    return catalogues[inForce].roles;
  },
  get remedy() {
    return catalogues[inForce].remedy;
  },
  get thread() {
    return catalogues[inForce].thread;
  },
  get form() {
    return catalogues[inForce].form;
  },
  get flow() {
    return catalogues[inForce].flow;
  },
  get notices() {
    return catalogues[inForce].notices;
  },
  get private() {
    return catalogues[inForce].private;
  },
  get overview() {
    return catalogues[inForce].overview;
  },
  get doctor() {
    return catalogues[inForce].doctor;
  },
  get stop() {
    return catalogues[inForce].stop;
  },
  get policy() {
    return catalogues[inForce].policy;
  },
};
