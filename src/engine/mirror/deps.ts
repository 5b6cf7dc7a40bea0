import type { Clock } from '../../lib/clock.ts';
import type { Cursor } from '../../request/cursor.ts';
import type { BusinessLog, Channels, Languages, Messages, Renderer } from '../ports.ts';
import type { Requests } from '../requests.ts';

export interface MirrorDeps {
  readonly requests: Requests;
  readonly cursors: {
    get(requestId: string): Promise<Cursor>;
    put(cursor: Cursor): Promise<void>;
    behind(): Promise<readonly { id: string }[]>;
  };
  readonly messages: Messages;
  readonly channels: Channels;
  readonly people: Languages;
  readonly renderer: Renderer;
  readonly clock: Clock;
  readonly business: BusinessLog;
}
