/** A request whose task has failed, and a remedy of it on its way. */
import { ASKER, BEN, type Life, MINUTE, observed, running, taskOf } from './request.ts';

export const failed = (): Life => observed(running(), taskOf('SF', 'FAILED'));

export function proposedRemedy(kind: Parameters<Life['propose']>[0] = 'retry', by = ASKER): Life {
  const life = failed();
  return life.tell(life.propose(kind, by));
}

export function agreed(kind: Parameters<Life['propose']>[0] = 'retry'): Life {
  const life = proposedRemedy(kind);
  life.now += MINUTE;
  return life.tell(life.click('approve', BEN));
}

export function sentRemedy(): Life {
  const life = agreed();
  return life.tell(life.claimRemedy());
}

export function unknownRemedy(): Life {
  return sentRemedy().tell({ type: 'doubt_remedy', taskId: '900', doubt: 'restarted', why: null });
}
