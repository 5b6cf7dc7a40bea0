import { holdsFor } from './holds.ts';

holdsFor(501, 1000);
