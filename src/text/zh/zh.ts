import type { Words } from '../en/en.ts';
import { approvers } from './approvers.ts';
import { batch } from './batch.ts';
import { candidates } from './candidates.ts';
import { card } from './card.ts';
import { cause } from './cause.ts';
import { doctor } from './doctor.ts';
import { elsewhere } from './elsewhere.ts';
import { failure } from './failure.ts';
import { flow } from './flow.ts';
import { form } from './form.ts';
import { notices } from './notices.ts';
import { operation } from './operation.ts';
import { overview } from './overview.ts';
import { policy } from './policy.ts';
import { privateWords } from './private.ts';
import { remedy } from './remedy.ts';
import { family } from './family.ts';
import { roles } from './roles.ts';
import { steps } from './steps.ts';
import { stop } from './stop.ts';
import { thread } from './thread.ts';
import { time } from './time.ts';
import { toDos } from './to-dos.ts';
import { world } from './world.ts';

/** Everything people read, in simplified Chinese, with the terms of OceanBase's own documents. */
export const zh: Words = {
  time,
  world,
  steps,
  operation,
  card,
  approvers,
  batch,
  cause,
  elsewhere,
  failure,
  roles,
  remedy,
  thread,
  form,
  flow,
  notices,
  private: privateWords,
  overview,
  doctor,
  policy,
  stop,
  family,
  toDos,
  candidates,
};
