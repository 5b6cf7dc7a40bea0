/** Where a request will be posted, or why it cannot be asked for: mrkdwn for one section of a form, plain text beside a field. */
import type { Destination, Origin } from '../targets/destination.ts';
import type { DraftPlace } from '../draft.ts';
import { words } from '../../../text/words.ts';
import { SECTION_MAX } from '../../blocks/blocks.ts';
import { cut, plain } from '../../blocks/escape.ts';
import { channelMention, listed, plainTargetNames, ruleNames, targetName, within } from '../../blocks/names.ts';

const NAMED = 10;

export function destinationText(destination: Destination): string {
  const text = words.form;
  switch (destination.kind) {
    case 'channel':
      return text.goesTo(channelMention(destination.id));
    case 'open':
      return text.goesByRule;
    case 'nowhere':
      return text.goesNowhere;
    case 'closed':
      return text.goesClosed(channelMention(destination.id));
    case 'archived':
      return text.goesArchived(channelMention(destination.id));
    case 'external':
      return text.goesExternal(channelMention(destination.id));
    case 'no_rule':
      return text.noRule(targetsText(destination.targets));
    case 'several_rules': {
      const { parts, here } = destination;
      const lines = parts.map(({ rule, targets }) => {
        const channel = here || rule?.channel == null ? '' : channelMention(rule.channel);
        return text.rulePart(rule === null ? '' : ruleNames(rule), channel, targetsText(targets));
      });
      return cut(within([text.severalRules, ...lines], SECTION_MAX - 100).join('\n'), SECTION_MAX);
    }
  }
}

/** Said first in a form whose command was typed where the request cannot stand: why, and what can be done there. */
export function elsewhereText({ typedIn, place, here, external }: Origin): string | null {
  if (typedIn === null || (here && !external)) return null;
  const { externalHere, elsewhere } = words.private;
  return here ? externalHere(channelMention(typedIn)) : elsewhere[place](channelMention(typedIn));
}

/** Beside the reason: why there is no channel for a request, with what can be done where the command was typed. */
export function keptBackText(kind: Destination['kind'], place: DraftPlace): string {
  const { closed, archived, external, nowhere } = words.flow;
  if (kind === 'closed') return closed;
  if (kind === 'archived') return archived;
  return kind === 'external' ? external : nowhere[place];
}

/** True when a request like this would be refused. */
export function keepsBack({ kind }: Destination): boolean {
  return kind !== 'channel' && kind !== 'open';
}

/** Beside the field of the targets: the part of it that people can change there. Null when nothing is wrong with them. */
export function targetsRefusal(destination: Destination): string | null {
  const text = words.flow;
  if (destination.kind === 'no_rule') return plain(text.noRule(plainTargetNames(destination.targets, 48)), 300);
  if (destination.kind !== 'several_rules') return null;
  const parts = destination.parts.map(({ targets }) => plainTargetNames(targets, 48));
  return plain(text.noCommonRule(parts.join(' · ')), 600);
}

function targetsText(targets: Parameters<typeof plainTargetNames>[0]): string {
  return listed(
    targets.map((target) => targetName(target)),
    NAMED,
  );
}
