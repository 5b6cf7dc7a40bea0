/** What the audit channel is told of the stop that people type. */
import type { RecordedStop, StopEvent } from '../../stop/events.ts';
import { words } from '../../text/words.ts';
import type { Rendered } from '../blocks/blocks.ts';
import { safe } from '../blocks/escape.ts';
import { noticeOf } from './file-notice.ts';
import { channelMention, mention } from '../blocks/names.ts';

const REASON_MAX = 300;

/** Of what came after `told`; repeats of one person are counted in one line. Null when nothing of it is anybody's news. */
export function stopNotice(log: readonly RecordedStop[], told: number): Rendered | null {
  const news = log.filter(({ version }) => version > told);
  const lines = news.flatMap(({ event, version }) =>
    event.type === 'stop_repeated' ? repeatedLines(log, version, news) : lineOf(event),
  );
  return lines.length === 0 ? null : noticeOf(lines);
}

function lineOf(event: Exclude<StopEvent, { type: 'stop_repeated' }>): readonly string[] {
  const text = words.stop.notice;
  switch (event.type) {
    case 'stopped':
      return [
        event.reason === null
          ? text.stoppedUnexplained(mention(event.by), placeOf(event.typedIn))
          : text.stopped(mention(event.by), placeOf(event.typedIn), safe(event.reason, REASON_MAX)),
        ...seenLines(event),
        words.stop.toResume,
      ];
    case 'stop_added':
      return [
        event.reason === null
          ? text.addedUnexplained(mention(event.by), placeOf(event.typedIn))
          : text.added(mention(event.by), placeOf(event.typedIn), safe(event.reason, REASON_MAX)),
        ...seenLines(event),
      ];
    case 'stop_reason_given':
      return [text.reason(mention(event.by), safe(event.reason, REASON_MAX))];
    case 'resume_proposed':
      return [text.proposed(mention(event.by), channelMention(event.channel), words.time.when(event.expiresAt))];
    case 'resume_closed': {
      const { rejected, withdrawn, expired, overtaken } = text.closed;
      if (event.why === 'expired') return [expired];
      if (event.why === 'overtaken') return [overtaken];
      return [(event.why === 'rejected' ? rejected : withdrawn)(mention(event.by ?? ''))];
    }
    case 'resumed':
      return [text.resumed(mention(event.by), mention(event.approvedBy))];
    case 'resume_code_refused':
      return event.until === null || event.why === 'locked'
        ? []
        : [text.codesLocked(mention(event.by), words.time.when(event.until))];
    case 'resume_card_posted':
    case 'resume_code_asked':
    case 'resume_approved':
    case 'stop_attempt_refused':
      return [];
  }
}

function seenLines({ by, seenAt }: Extract<StopEvent, { type: 'stopped' | 'stop_added' }>): readonly string[] {
  return seenAt === undefined ? [] : [words.stop.notice.seen(mention(by), words.time.when(seenAt))];
}

/** One line for each person, at their last repeat: how often they stopped again in all, since this stop began. */
function repeatedLines(
  log: readonly RecordedStop[],
  version: number,
  news: readonly RecordedStop[],
): readonly string[] {
  const by = byOf(log, version);
  const isRepeat = ({ event }: RecordedStop) => event.type === 'stop_repeated' && event.by === by;
  if (by === null || news.findLast(isRepeat)?.version !== version) return [];
  const began = log.findLast(({ event, version: at }) => event.type === 'stopped' && at < version)?.version ?? 0;
  const count = log.filter((one) => one.version > began && one.version <= version && isRepeat(one)).length;
  const reason = news.reduce<string | null>(
    (known, one) => (one.event.type === 'stop_repeated' && one.event.by === by ? (one.event.reason ?? known) : known),
    null,
  );
  const said = reason === null ? [] : [words.stop.notice.reason(mention(by), safe(reason, REASON_MAX))];
  return [words.stop.notice.repeated(mention(by), count), ...said];
}

function byOf(log: readonly RecordedStop[], version: number): string | null {
  const event = log.find((one) => one.version === version)?.event;
  return event?.type === 'stop_repeated' ? event.by : null;
}

function placeOf(channel: string): string {
  return channelMention(channel);
}
