/** The simulated OCP has a path for the call of each remedy: without one, the sandbox offers a button that always fails. */
import { afterEach, expect, it } from 'vitest';
import { sendRemedy } from '../../src/engine/send.ts';
import { taskRoutes } from '../../src/simulators/ocp/routes/task-routes.ts';
import { stepRemedyKinds, taskRemedyKinds } from '../../src/task/remedy-kinds.ts';
import type { Remedy } from '../../src/task/remedies.ts';
import { closeAll, connect, ok, serve } from './server.ts';

afterEach(closeAll);

const all: readonly Remedy[] = [
  ...taskRemedyKinds.map((kind) => ({ kind })),
  ...stepRemedyKinds.map((kind) => ({ kind, subtaskId: '2' })),
];

it.each(all)('$kind', async (remedy) => {
  const server = await serve((_, response) => ok(response, undefined));
  await sendRemedy(connect([server.url]), '1', remedy);
  const called = server.seen.map(({ method, url }) => `${method} ${url}`);
  const known = taskRoutes.map(({ method, path }) =>
    `${method} ${path}`.replace(':task', '1').replace(':subtask', '2'),
  );
  expect(known).toEqual(expect.arrayContaining(called));
  expect(called).toHaveLength(1);
});
