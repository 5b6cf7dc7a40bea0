/** For whoever asked, when the first reading ended the request before anybody could approve it: mrkdwn. */
import { blockers, type Difference, type Inspection } from '../../operation/inspection.ts';
import type { RequestState } from '../../request/state.ts';
import { words } from '../../text/words.ts';
import { viewOf } from '../../view/request.ts';
import { targetNames } from '../blocks/names.ts';
import { truthLines } from '../sentences/outcome.ts';
import { differenceLines } from '../sentences/precheck.ts';

const REASONS_MAX = 1_500;

export function endedEarlyText(state: RequestState): string {
  const { operation, outcome, inspection, requestedAt, endedAt } = state;
  const found = inspection ? blocking(inspection) : [];
  const unread = outcome === 'expired' ? [words.thread.expiredUnread] : [];
  const why = [
    ...unread,
    ...truthLines(viewOf(state, endedAt ?? requestedAt)),
    ...(found.length > 0 ? differenceLines(state, found, REASONS_MAX) : []),
  ];
  return words.private.endedEarly(
    words.operation[operation.kind].theOf(targetNames(operation.targets)),
    outcome === null ? '' : words.world.outcome[outcome].toLowerCase(),
    why.join('\n'),
  );
}

function blocking({ targets }: Inspection): readonly Difference[] {
  return targets.flatMap(({ tenantId, precheck }) =>
    blockers(precheck).map((item): Difference => {
      if (item === null) return { kind: 'blocked_unexplained', tenantId };
      return { kind: 'blocked', tenantId, text: item.text, code: item.code };
    }),
  );
}
