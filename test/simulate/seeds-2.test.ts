import { holdsFor } from './holds.ts';

holdsFor(151, 300);
