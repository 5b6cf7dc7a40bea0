/** What the audit channel is told of the people file. */
import type { PeopleChange, PeopleNotice } from '../../people/roster.ts';
import { words } from '../../text/words.ts';
import type { Rendered } from '../blocks/blocks.ts';
import { safe } from '../blocks/escape.ts';
import { fileNotice, movement, noticeOf } from './file-notice.ts';
import { LISTED, mentions } from '../blocks/names.ts';

const NAME_MAX = 80;

export function peopleNotice(notice: PeopleNotice): Rendered {
  const text = words.notices.people;
  return notice.kind === 'unused' ? noticeOf([text.unused(notice.version)]) : fileNotice(notice, text, changeLines);
}

function changeLines(change: PeopleChange): readonly string[] {
  const text = words.notices.people;
  const name = safe(change.name, NAME_MAX);
  switch (change.kind) {
    case 'person_added':
      return [text.personAdded(name, mentions(change.accounts))];
    case 'person_removed':
      return [text.personRemoved(name, mentions(change.accounts))];
    case 'person_changed':
      return [text.personChanged(name), movement('slack', change.from, change.to, { whole: LISTED, show: mentions })];
  }
}
