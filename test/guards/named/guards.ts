import { blips } from './blips.ts';
import { candidates } from './candidates.ts';
import { codes } from './codes.ts';
import { courses } from './courses.ts';
import { decisions } from './decisions.ts';
import { door } from './door.ts';
import { edges } from './edges.ts';
import { facts } from './facts.ts';
import type { Guard } from './guard.ts';
import { people } from './people.ts';
import { families } from './family.ts';
import { roles } from './roles.ts';
import { stops } from './stop.ts';
import { stopShown } from './stop-shown.ts';
import { told } from './told.ts';
import { unseen } from './unseen.ts';
import { view } from './view.ts';

/** Every named guard. */
export const guards: readonly Guard[] = [
  ...people,
  ...blips,
  ...codes,
  ...decisions,
  ...courses,
  ...facts,
  ...roles,
  ...edges,
  ...door,
  ...stops,
  ...families,
  ...candidates,
  ...stopShown,
  ...told,
  ...unseen,
  ...view,
];
