import type { JsonObject } from '../validation/json.ts';

/** What a method answers instead of doing the thing: `ok:false` with Slack's error code, always with HTTP 200. */
export class Refusal extends Error {
  readonly code: string;
  readonly extra: JsonObject;

  constructor(code: string, extra: JsonObject = {}) {
    super(`Slack refuses: ${code}`);
    this.code = code;
    this.extra = extra;
  }

  reply(): JsonObject {
    return { ok: false, error: this.code, ...this.extra };
  }
}
