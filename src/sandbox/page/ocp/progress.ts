import type { Ocp, Slack } from '../blocks/shapes.ts';

/** How far somebody has come with what the guide suggests. */
export interface Progress {
  readonly asked: boolean;
  readonly called: boolean;
  readonly ended: boolean;
  readonly wentWrong: boolean;
}

/** By what has happened anywhere, whichever channel is shown. */
export function progressOf(
  { ocp, wentWrong }: { readonly ocp: Pick<Ocp, 'tasks'> | null; readonly wentWrong: boolean },
  { headings }: Pick<Slack, 'headings'>,
): Progress {
  const tasks = ocp?.tasks ?? [];
  const called = tasks.length > 0;
  // Of all messages, only the cards of requests have a heading.
  const asked = called || headings.length > 0;
  return { asked, called, ended: tasks.some(({ status }) => status !== 'RUNNING'), wentWrong };
}
