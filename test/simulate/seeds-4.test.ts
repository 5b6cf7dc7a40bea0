import { holdsFor } from './holds.ts';

holdsFor(376, 500);
