import type * as z from 'zod/mini';
import { type Outcome, outcomeSchema } from './blocks/shapes.ts';

/** Calls of the page's own server. What goes wrong on the way is told as an outcome, not thrown. */

export async function read<T extends z.ZodMiniType>(path: string, schema: T): Promise<z.infer<T>> {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  return schema.parse(await response.json());
}

/** Resolves with what went wrong, in words, where there is no text to be had. */
export async function readText(path: string): Promise<string> {
  try {
    const response = await fetch(path);
    return response.ok ? await response.text() : detailOf(await response.json());
  } catch (error) {
    return String(error);
  }
}

async function post(path: string, body: object): Promise<Response> {
  return fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
}

function failed(detail: string): Outcome {
  return { ok: false, error: 'page', detail, body: null };
}

/** Does something as a person in the simulated Slack. */
export async function act(what: string, body: object): Promise<Outcome> {
  try {
    const response = await post(`slack/admin/${what}`, body);
    const answer: unknown = await response.json();
    const outcome = outcomeSchema.safeParse(answer);
    if (outcome.success) return outcome.data;
    // Messages and switches are answered with less.
    return response.ok ? { ok: true, error: null, detail: '', body: null } : failed(detailOf(answer));
  } catch (error) {
    return failed(String(error));
  }
}

/** Turns a switch of the sandbox. Resolves with what went wrong, in words, or null. */
export async function turn(path: string, body: object = {}): Promise<string | null> {
  try {
    const response = await post(path, body);
    return response.ok ? null : detailOf(await response.json());
  } catch (error) {
    return String(error);
  }
}

function detailOf(answer: unknown): string {
  if (typeof answer !== 'object' || answer === null) return 'The sandbox did not understand that.';
  if ('error' in answer && typeof answer.error === 'object' && answer.error !== null && 'message' in answer.error) {
    return String(answer.error.message);
  }
  if ('detail' in answer) return String(answer.detail);
  return 'error' in answer ? String(answer.error) : 'The sandbox did not understand that.';
}
