import { holdsFor } from './holds.ts';

holdsFor(1501, 2000);
