import type { Words } from '../en/en.ts';
import { inZone, timeOfDay, utc, when } from '../en/time.ts';

const SECOND = 1_000;

/** `12 秒`, `3 分 20 秒`, `1 小时 5 分`. */
function duration(ms: number): string {
  if (ms > 0 && ms < SECOND) return '不到 1 秒';
  const seconds = Math.max(0, Math.round(ms / SECOND));
  if (seconds < 60) return `${seconds} 秒`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return seconds % 60 === 0 ? `${minutes} 分` : `${minutes} 分 ${seconds % 60} 秒`;
  const hours = Math.floor(minutes / 60);
  return minutes % 60 === 0 ? `${hours} 小时` : `${hours} 小时 ${minutes % 60} 分`;
}

/** Slack writes dates in the reader's own language and zone; the fallback is the same in every language. */
export const time: Words['time'] = {
  utc,
  when,
  timeOfDay,
  inZone: (at, zone) => inZone(at, zone, 'zh-CN'),
  duration,
  lag: (ms) => (ms < 10 * SECOND ? `${(ms / SECOND).toFixed(1)} 秒` : duration(ms)),
};
