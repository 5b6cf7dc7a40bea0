import { holdsFor } from './holds.ts';

holdsFor(76, 150);
