/** What every endpoint needs: decoding that says what the call may have done, and paging. */
import { z } from 'zod';
import { TaskDecodeError } from '../task/decode.ts';
import { decodeContents, type Page } from './transport/envelope.ts';
import { OcpError } from './errors.ts';
import { callOf, type Http, type OcpRequest, type Reply } from './transport/http.ts';

/** Runs `decode` on a reply; what it cannot read becomes ocp_malformed. */
export function decoded<T>(request: OcpRequest, reply: Reply, decode: (reply: Reply) => T): T {
  try {
    return decode(reply);
  } catch (error) {
    const found = problemOf(error);
    if (found === null) throw error;
    const why = { kind: 'ocp_unreadable', ...found, call: callOf(request) } as const;
    throw new OcpError('ocp_malformed', why, {
      effect: request.mutating ? 'unknown' : 'none',
      status: reply.status,
      traceId: reply.traceId,
    });
  }
}

function problemOf(error: unknown): { readonly where: string; readonly problem: string } | null {
  if (error instanceof TaskDecodeError) return { where: placeOf(error.path), problem: error.problem };
  if (!(error instanceof z.ZodError)) return null;
  const issue = error.issues[0];
  return { where: placeOf(issue?.path.map(String).join('.') ?? ''), problem: issue?.code ?? 'custom' };
}

function placeOf(path: string): string {
  return path === '' ? 'data' : `data.${path}`;
}

/** The items of a list or batch reply. Throws a ZodError when `data` is no list. */
export function contentsOf(reply: Reply): { readonly contents: readonly unknown[]; readonly page: Page | null } {
  const list = decodeContents(reply.data);
  if (list === null) return { contents: z.array(z.unknown()).parse(reply.data), page: null };
  return list;
}

/** True when there is no page after this one. OCP's own samples contradict themselves about totals: trust only `totalPages`. */
export function isLastPage(asked: number, items: number, page: Page | null): boolean {
  return items === 0 || page === null || Math.max(asked, page.number) >= page.totalPages;
}

/** Every item of a list, each once by `key`: pages shift while they are read. */
export async function allPages<T>(
  http: Http,
  request: OcpRequest,
  decode: (item: unknown) => T,
  key: (item: T) => string,
): Promise<T[]> {
  const found = new Map<string, T>();
  for (let page = 1; ; page++) {
    const reply = await http.request({ ...request, query: { ...request.query, page, size: 1000, sort: 'id,asc' } });
    const list = decoded(request, reply, contentsOf);
    const had = found.size;
    for (const item of decoded(request, reply, () => list.contents.map(decode))) found.set(key(item), item);
    // A server that ignores `page` would otherwise be asked for the same page again and again.
    const isNothingNew = found.size === had;
    if (isNothingNew || isLastPage(page, list.contents.length, list.page)) return [...found.values()];
  }
}
