/** One PostgreSQL server for the whole test run, started when the first test asks for it; every test gets databases of its own on it. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where a worker asks for the server (`shared-postgres.ts`): the first that asks has it started. */
    readonly postgresDoor: string;
  }
}

/**
 * Vitest's own process keeps the server, because it outlives every worker. It listens for the workers, and a run in which none
 * of them asks starts no PostgreSQL.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  let started: ReturnType<typeof start> | null = null;
  const door = createServer((_request, response) => {
    started ??= start();
    started.then(
      ({ shared }) => response.end(JSON.stringify(shared)),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  door.listen(0, '127.0.0.1');
  await once(door, 'listening');
  const address = door.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  project.provide('postgresDoor', `http://127.0.0.1:${address.port}`);
  return async () => {
    door.close();
    door.closeAllConnections();
    // A start that failed was the failure of each test that asked for it.
    const running = await started?.catch(() => null);
    await running?.server.stop();
  };
}

/** Loaded only then, as loading it takes as long as a small test file. */
async function start() {
  const { startShared } = await import('./postgres.ts');
  return startShared();
}
