import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { afterEach } from 'vitest';
import type { Clock } from '../../../src/lib/clock.ts';
import { defaultWorld } from '../../../src/simulators/ocp/world/default-world.ts';
import { type OcpModel, createModel } from '../../../src/simulators/ocp/world/model.ts';
import { OcpRefusal } from '../../../src/simulators/ocp/world/refusal.ts';
import { seededRandom } from '../../../src/simulators/ocp/world/random.ts';
import { type OcpOptions, type RunningOcp, startOcp } from '../../../src/simulators/ocp/http/server.ts';
import type { SettingsPatch } from '../../../src/simulators/ocp/world/settings.ts';
import type { Subtask, Task } from '../../../src/simulators/ocp/tasks/task-model.ts';
import type { Tenant, World } from '../../../src/simulators/ocp/world/world.ts';

export const START = Date.parse('2026-03-02T01:00:00.5Z');

export const CREDENTIALS = {
  accessKeyId: 'cqammmxBpfGjFlto',
  accessKeySecret: '2fc0c299cc94c6be266f2ceece765d4d',
  username: 'admin',
  password: 'secret',
};

/** A clock that moves only when told. Sleeping moves it. */
export interface TestClock extends Clock {
  move(ms: number): void;
}

function testClock(start = START): TestClock {
  let now = start;
  return {
    now: () => now,
    elapsed: () => now,
    sleep: async (ms) => {
      now += ms;
    },
    move: (ms) => {
      now += ms;
    },
  };
}

export function testModel(settings: SettingsPatch = {}, world: World = defaultWorld({ hangzhouDown: true })): OcpModel {
  return createModel({ world, now: START, random: seededRandom(7), settings });
}

/** Moves the engine by whole ticks. */
export function tick(model: OcpModel, ticks: number): void {
  model.advance(model.now() + ticks * model.settings().tickMs);
}

/** Ticks until the task is no longer RUNNING. */
export function finish(model: OcpModel, task: Task, limit = 20_000): void {
  for (let count = 0; task.status === 'RUNNING'; count += 1) {
    if (count > limit) throw new Error(`task ${task.id} did not end within ${limit} ticks`);
    tick(model, 1);
  }
}

export function tenantNamed(world: World, name: string, clusterName: string): Tenant {
  for (const tenant of world.tenants.values()) {
    if (tenant.name === name && world.clusters.get(tenant.clusterId)?.name === clusterName) return tenant;
  }
  throw new Error(`no tenant ${name} on ${clusterName}`);
}

export function stepNamed(task: Task, name: string): Subtask {
  const found = task.subtasks.find((subtask) => subtask.name === name);
  if (!found) throw new Error(`no subtask ${name}`);
  return found;
}

export function failover(model: OcpModel, name = 'orders', serviceName: string | null = null): Task {
  const standby = tenantNamed(model.world, name, 'sh-prod');
  return model.startFailover({ standby, serviceName, creator: 'admin' });
}

export function switchover(model: OcpModel, name = 'orders'): Task {
  const primary = tenantNamed(model.world, name, 'hz-prod');
  const standby = tenantNamed(model.world, name, 'sh-prod');
  return model.startSwitchover({ primary, standby, creator: 'admin' });
}

/** Which refusal an act meets, with its arguments; an act that nothing refuses fails the test. */
export function refusalOf(act: () => void): [string, ...(string | number)[]] {
  try {
    act();
  } catch (error) {
    if (error instanceof OcpRefusal) return [error.refusal, ...error.args];
    throw error;
  }
  throw new Error('nothing was refused');
}

export function statuses(task: Task): string[] {
  return task.subtasks.map((subtask) => subtask.status);
}

export function fixture(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8'));
}

/** Keys and types without values; an array is the set of its items' forms. */
export function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return [...new Set(value.map((item) => JSON.stringify(shapeOf(item))))].sort();
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, shapeOf(each)]));
}

/** Reads a value inside unknown JSON: `at(body, 'data', 'contents', 0)`. */
export function at(value: unknown, ...path: (string | number)[]): unknown {
  let here = value;
  for (const key of path) {
    if (typeof here !== 'object' || here === null) return undefined;
    here = new Map<string, unknown>(Object.entries(here)).get(String(key));
  }
  return here;
}

export function list(value: unknown, ...path: (string | number)[]): unknown[] {
  const found = at(value, ...path);
  if (!Array.isArray(found)) throw new Error(`no list at ${path.join('.')}: ${JSON.stringify(value)}`);
  return found;
}

const running: RunningOcp[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.close()));
});

export interface TestOcp extends RunningOcp {
  readonly clock: TestClock;
}

export async function startTestOcp(options: Partial<OcpOptions> = {}): Promise<TestOcp> {
  const clock = testClock();
  const world = defaultWorld({ hangzhouDown: true });
  const started = await startOcp({ clock, world, credentials: CREDENTIALS, ...options });
  running.push(started);
  return { ...started, clock };
}

export interface Reply {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly text: string;
  readonly body: unknown;
}

export const BASIC = `Basic ${Buffer.from(`${CREDENTIALS.username}:${CREDENTIALS.password}`).toString('base64')}`;

/** One HTTP call over a connection of its own; rejects when the reply is lost. Basic unless a header says otherwise. */
export function call(
  ocp: RunningOcp,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Reply> {
  const content = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const sent = request(
      `${ocp.url}${path}`,
      { method, agent: false, headers: { 'Content-Type': 'application/json', Authorization: BASIC, ...headers } },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('error', reject);
        response.on('end', () => {
          const json = response.headers['content-type']?.startsWith('application/json');
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text,
            body: json ? JSON.parse(text) : null,
          });
        });
      },
    );
    sent.on('error', reject);
    sent.end(content);
  });
}
