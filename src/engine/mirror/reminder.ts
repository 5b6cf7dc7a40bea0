import { eachOf, type Worker } from '../leadership/worker.ts';
import type { BusinessLog } from '../ports.ts';
import type { Requests } from '../requests.ts';

export interface ReminderDeps {
  readonly requests: Requests;
  readonly open: () => Promise<readonly { id: string }[]>;
  readonly business: BusinessLog;
}

/** Says what is due because time went by. Whether it is due, and whether it was said, is decided from the log. */
export function createReminder({ requests, open, business }: ReminderDeps): Worker {
  async function step(id: string): Promise<void> {
    await requests.execute(id, { type: 'remind' });
    await requests.execute(id, { type: 'beat' });
  }
  return eachOf({ name: 'reminder', list: open, step, business });
}
