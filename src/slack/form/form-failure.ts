/** A form that did not reach the screen as it should: what went wrong, and how far it came. */
import { causeOf, ExplainedError } from '../../lib/cause.ts';
import { causeText } from '../sentences/cause.ts';
import { SlackError } from '../client/errors.ts';
import { words } from '../../text/words.ts';

/** `open`: Slack put no form on the screen. `fill`: it is there, without its fields. */
type Stage = 'open' | 'fill';

export class FormFailure extends ExplainedError {
  override readonly name = 'FormFailure';
  readonly stage: Stage;
  /** Slack lets a trigger open one form, for three seconds. */
  readonly isLate: boolean;

  constructor(stage: Stage, error: unknown) {
    super(
      causeOf(error),
      `The form could not be ${stage === 'open' ? 'opened' : 'filled'}: ${error instanceof Error ? error.message : String(error)}`,
    );
    this.stage = stage;
    this.isLate = error instanceof SlackError && LATE.has(error.code);
  }
}

const LATE = new Set(['expired_trigger_id', 'trigger_expired']);

/** What happened, in the language in force: mrkdwn, escaped. */
export function formFailureText(error: unknown): string {
  const { formNotOpened, formNotFilled, formTooLate } = words.flow;
  if (!(error instanceof FormFailure)) return formNotOpened(causeText(causeOf(error), 300));
  if (error.isLate) return formTooLate;
  return (error.stage === 'open' ? formNotOpened : formNotFilled)(causeText(error.why, 300));
}
