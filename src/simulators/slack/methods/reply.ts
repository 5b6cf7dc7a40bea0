import type { ServerResponse } from 'node:http';
import type { JsonObject } from '../validation/json.ts';
import type { Fault } from '../http/faults.ts';
import type { Front } from '../http/front.ts';

export interface Reply {
  readonly status: number;
  readonly body: JsonObject | string;
  /** Seconds; null leaves the header out, as Slack sometimes does. */
  readonly retryAfter?: number | null;
}

type Commit = () => Reply | Promise<Reply>;

const broken: Reply = { status: 500, body: 'Internal Server Error' };

export function ok(body: JsonObject): Reply {
  return { status: 200, body };
}

export function rateLimited(retryAfter: number | null): Reply {
  return { status: 429, body: { ok: false, error: 'ratelimited' }, retryAfter };
}

/** Does what was asked and answers, with the fault around it. */
export async function respond(
  front: Front,
  response: ServerResponse,
  fault: Fault | null,
  commit: Commit,
): Promise<void> {
  const reply = await bend(front, response, fault, commit);
  if (!response.headersSent) response.setHeader('date', new Date(front.clock.now()).toUTCString());
  if (reply !== null && !response.destroyed) send(front, response, reply);
}

function bodyText({ body }: Reply): string {
  return typeof body === 'string' ? body : JSON.stringify(body);
}

/**
 * Answers with what `commit` gives, bent by the fault: `commit` runs once or, for faults that strike before it, never.
 * Null: the caller has been answered (or cut off) already.
 */
async function bend(
  front: Front,
  response: ServerResponse,
  fault: Fault | null,
  commit: Commit,
): Promise<Reply | null> {
  switch (fault?.kind) {
    case 'delay_before':
      await front.clock.sleep(fault.ms, front.closing);
      return commit();
    case 'delay_after': {
      const reply = await commit();
      await front.clock.sleep(fault.ms, front.closing);
      return reply;
    }
    case 'reset_before':
      response.socket?.resetAndDestroy();
      return null;
    case 'reset_after':
      await commit();
      response.socket?.resetAndDestroy();
      return null;
    case 'http_500_before':
      return broken;
    case 'http_500_after':
      await commit();
      return broken;
    case 'cut_body': {
      const body = bodyText(await commit());
      response.writeHead(200, {
        'content-type': 'application/json; charset=utf-8',
        'content-length': body.length + 10,
      });
      response.write(body.slice(0, Math.ceil(body.length / 2)), () => response.socket?.destroy());
      return null;
    }
    case 'rate_limited':
      return rateLimited(fault.retryAfter);
    case 'html':
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
      response.end('<!DOCTYPE html><html><body><h1>Slack is having trouble</h1></body></html>');
      return null;
    case 'error':
      return ok({ ok: false, error: fault.code });
    case 'error_after':
      await commit();
      return ok({ ok: false, error: fault.code });
    default:
      return commit();
  }
}

function send(front: Front, response: ServerResponse, reply: Reply): void {
  const retry =
    reply.retryAfter === undefined || reply.retryAfter === null ? {} : { 'retry-after': String(reply.retryAfter) };
  response.writeHead(reply.status, {
    'content-type': typeof reply.body === 'string' ? 'text/plain' : 'application/json; charset=utf-8',
    'x-oauth-scopes': [...front.w.scopes].join(','),
    ...retry,
  });
  response.end(bodyText(reply));
}
