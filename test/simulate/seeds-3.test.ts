import { holdsFor } from './holds.ts';

holdsFor(1001, 1500);
