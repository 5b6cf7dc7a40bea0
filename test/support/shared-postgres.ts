/** The run's PostgreSQL server, for the tests of one worker. */
import { inject } from 'vitest';
import { z } from 'zod';
import type { SharedPostgres } from './postgres.ts';

const answered = z.object({ url: z.string(), socket: z.string().nullable() });

let asked: Promise<SharedPostgres> | null = null;

/** The first call of the whole run starts the server, and all wait for it. Rejects with what PostgreSQL said when it does not start. */
export function sharedPostgres(): Promise<SharedPostgres> {
  asked ??= ask();
  return asked;
}

async function ask(): Promise<SharedPostgres> {
  const response = await fetch(inject('postgresDoor'));
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return answered.parse(JSON.parse(text));
}
