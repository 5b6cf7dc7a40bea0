import type * as z from 'zod/mini';
import type { codesSchema, View } from '../blocks/shapes.ts';

/** What the simulated phones show. */
export interface Codes {
  readonly phones: readonly { readonly id: string; readonly code: string }[];
  /** When the codes change, on this window's own clock that no one sets (`performance.now`). */
  readonly endsAt: number;
}

export interface ShownPhone {
  readonly id: string;
  readonly code: string;
  readonly endsAt: number;
}

/** `arrived`: when the page was told. */
export function codesFrom(told: z.infer<typeof codesSchema>, arrived: number): Codes | null {
  return told && { phones: told.phones, endsAt: arrived + told.leftMs };
}

export function phonesOf({ phones, endsAt }: Codes): readonly ShownPhone[] {
  return phones.map((phone) => ({ ...phone, endsAt }));
}

/** As the bot calls the form that asks for a code. */
const CODE_FORM = 'code';

/** The phone of whoever is asked for a code by this view. */
export function phoneBeside(
  view: Pick<View, 'callback_id'>,
  { codes, me }: { readonly codes: Codes | null; readonly me: string },
): ShownPhone | null {
  if (view.callback_id !== CODE_FORM || codes === null) return null;
  return phonesOf(codes).find(({ id }) => id === me) ?? null;
}

/** Whole seconds, the last one until it is over. */
export function secondsLeft(endsAt: number, now: number): number {
  return Math.max(0, Math.ceil((endsAt - now) / 1_000));
}

/** As authenticator apps show it: two groups of three. */
export function spaced(code: string): string {
  return `${code.slice(0, 3)} ${code.slice(3)}`;
}
