import { holdsFor } from './holds.ts';

holdsFor(451, 600);
