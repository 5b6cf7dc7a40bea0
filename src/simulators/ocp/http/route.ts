import type { Json } from './envelope.ts';
import type { Permission } from '../admin/faults.ts';
import type { OcpModel } from '../world/model.ts';
import type { Query } from './paging.ts';
import { type Language, OcpRefusal } from '../world/refusal.ts';

/** One API call, already authenticated. */
export interface Call {
  readonly model: OcpModel;
  readonly query: Query;
  readonly body: string;
  readonly language: Language;
  /** Name of the user who calls: the task's creator. */
  readonly user: string;
}

export interface Route {
  readonly method: 'GET' | 'POST';
  /** `:name` stands for a number. */
  readonly path: string;
  /** Starts or changes something. */
  readonly mutating: boolean;
  readonly permission: Permission | null;
  /** Returns `data`; null = no data. Throws OcpRefusal. */
  readonly handle: (call: Call, id: (name: string) => number) => Json;
}

export interface FoundRoute {
  readonly route: Route;
  readonly ids: ReadonlyMap<string, number>;
}

export function findRoute(routes: readonly Route[], method: string, path: string): FoundRoute | null {
  const segments = path.split('/');
  for (const route of routes) {
    if (route.method !== method) continue;
    const ids = matchPath(route.path.split('/'), segments);
    if (ids) return { route, ids };
  }
  return null;
}

/** A missing path id cannot happen: route table and handler name the same ids. */
export function idReader(ids: ReadonlyMap<string, number>): (name: string) => number {
  return (name) => {
    const id = ids.get(name);
    if (id === undefined) throw new OcpRefusal('invalidParameter', name);
    return id;
  };
}

function matchPath(pattern: readonly string[], segments: readonly string[]): Map<string, number> | null {
  if (pattern.length !== segments.length) return null;
  const ids = new Map<string, number>();
  for (const [index, expected] of pattern.entries()) {
    const segment = segments[index] ?? '';
    if (expected.startsWith(':') && /^\d+$/.test(segment)) ids.set(expected.slice(1), Number(segment));
    else if (expected !== segment) return null;
  }
  return ids;
}
