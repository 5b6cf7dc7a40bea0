import { holdsFor } from './holds.ts';

holdsFor(251, 375);
