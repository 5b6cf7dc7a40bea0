import type { Words } from '../en/en.ts';
import { durationIn, inZone, lagIn, timeOfDay, utc, when } from '../en/time.ts';

const duration = durationIn('不到 1 秒', '秒', '分', '小时');

/** Slack writes dates in the reader's own language and zone; the fallback is the same in every language. */
export const time: Words['time'] = {
  utc,
  when,
  timeOfDay,
  inZone: (at, zone) => inZone(at, zone, 'zh-CN'),
  duration,
  lag: lagIn('秒', duration),
};
