import { writeFileSync } from 'node:fs';
import { drawn } from './drawing.ts';

writeFileSync(new URL('../../docs/rooms.md', import.meta.url), drawn());
