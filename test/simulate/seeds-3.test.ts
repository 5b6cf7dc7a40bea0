import { holdsFor } from './holds.ts';

holdsFor(301, 450);
