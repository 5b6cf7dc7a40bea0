import { writeFileSync } from 'node:fs';
import { documentOf, exploredStates } from './document.ts';

writeFileSync(new URL('../../docs/states.md', import.meta.url), documentOf(exploredStates()));
