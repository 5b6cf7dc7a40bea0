import { holdsFor } from './holds.ts';

holdsFor(226, 300);
