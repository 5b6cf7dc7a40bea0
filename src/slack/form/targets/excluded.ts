/** What a form leaves out of what its select holds: Slack keeps what a field holds. */
import type { FormDeps } from '../deps.ts';
import type { OpenForm } from '../open-form.ts';

/**
 * One after the other, each from what the one before wrote down: changes that follow each other fast do not undo each other.
 * What the form shows as left out is what is written down, for that is what its submission leaves out.
 */
export function changeDropped(
  { drafts, clock }: Pick<FormDeps, 'drafts' | 'clock'>,
  form: Pick<OpenForm, 'draftId' | 'dropped' | 'oneByOne'>,
  change: (before: readonly string[]) => string[],
): Promise<void> {
  return form.oneByOne(async () => {
    const value = await drafts.get(form.draftId);
    if (!value) return;
    const dropped = change(value.dropped);
    if (dropped.join() !== value.dropped.join()) await drafts.put({ ...value, dropped }, clock.now());
    form.dropped = dropped;
  });
}
