/** The address of the store, as DATABASE_URL gives it. */
import { z } from 'zod';

export type Database =
  | { readonly kind: 'sqlite'; readonly path: string }
  /** Holds a password. */
  | { readonly kind: 'postgres'; readonly url: string };

/** Says what is wrong, worded to follow the name of the variable. */
export const databaseSchema = z.string().transform((text, context): Database => {
  if (/^postgres(ql)?:/i.test(text)) {
    const problem = postgresProblem(text);
    if (problem === null) return { kind: 'postgres', url: text };
    context.addIssue(problem);
    return z.NEVER;
  }
  const path = /^sqlite:(?:\/\/(?=\/))?(?<path>.+)$/.exec(text)?.groups?.['path'];
  // A database in memory (`:memory:`) would lose requests with the process.
  if (path !== undefined && !/^:|^\/\/|\?/.test(path)) return { kind: 'sqlite', path };
  context.addIssue('is not the address of a database');
  return z.NEVER;
});

/** Null for an address that the driver reads as it is meant. */
function postgresProblem(text: string): string | null {
  const parts = /^[a-z]+:\/\/(?:[^/?#@]*@)?(?<hosts>[^/?#@]*)(?:\/[^?#@]*)?(?<query>\?[^#]*)?$/i.exec(text)?.groups;
  // Unencoded, these end the login: the driver would take a part of the password for the host or the database.
  if (!parts && /[@#]/.test(text)) return UNENCODED;
  if (parts?.['hosts']?.includes(',') || /[?&]host=[^&]*(,|%2c)/i.test(text)) return SEVERAL_HOSTS;
  if (namesDatabase(text)) return null;
  return parts?.['query']?.includes('@') ? UNENCODED : 'is not the address of a PostgreSQL database';
}

const UNENCODED =
  'has a login with one of / ? # @ in it: percent-encode these in user name and password (%2F %3F %23 %40)';
const SEVERAL_HOSTS =
  'names more than one host: give one host, an address that always leads to the primary (docs/operations.md)';

function namesDatabase(text: string): boolean {
  try {
    const { username, password, pathname } = new URL(text);
    // A percent sign that stands for nothing is a mistake that the driver would only tell with the whole address.
    decodeURIComponent(username + password + pathname);
    return /^\/./.test(pathname);
  } catch {
    return false;
  }
}
