import { holdsFor } from './holds.ts';

holdsFor(126, 250);
