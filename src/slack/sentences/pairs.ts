/** Pairs whose sides fall under different rules, for the audit channel and the doctor. mrkdwn. */
import type { Lack, PairDemand } from '../../policy/pairs.ts';
import { words } from '../../text/words.ts';
import { ruleNames, targetNames } from '../blocks/names.ts';

/** `Failover of orders on sh-prod: rules production and recovery site; nobody may ask under both`. */
export function pairText({ kind, target, before, now, lack }: PairDemand): string {
  const text = words.notices.pairs;
  const what = words.overview.what[kind](targetNames([target]));
  const rules = ruleNames(now);
  const said = before === null ? text.newly(what, rules) : text.joined(what, rules, now.approvals);
  return lack === null ? said : `${said} ${lackText(lack)}`;
}

function lackText(lack: Lack): string {
  const text = words.notices.pairs;
  return lack.kind === 'nobody_asks' ? text.nobodyAsks : text.tooFew(lack.most, lack.needed);
}
