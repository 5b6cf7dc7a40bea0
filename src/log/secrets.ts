/** The bot's own secrets, wherever somebody else's text quotes them. */
import type { LiveConfig } from '../config.ts';
import type { OcpAuth } from '../ocp/transport/http.ts';

/** Gives the text back without the secrets. */
export type Hide = (text: string) => string;

const hidden = '[hidden]';

/** What is shorter stands in ordinary words too, and hiding it would spoil every text. */
const SHORTEST = 6;

/** Hides these values, as they are and as JSON, addresses and base64 write them. */
export function hiding(values: readonly string[]): Hide {
  const written = new Set(values.filter(({ length }) => length >= SHORTEST).flatMap(writings));
  if (written.size === 0) return (text) => text;
  // The longest first: one secret may be the beginning of another.
  const longestFirst = [...written].sort((one, other) => other.length - one.length);
  const pattern = new RegExp(longestFirst.map((text) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')).join('|'), 'g');
  return (text) => text.replace(pattern, hidden);
}

function writings(value: string): readonly string[] {
  return [
    value,
    JSON.stringify(value).slice(1, -1),
    encodeURIComponent(value),
    Buffer.from(value, 'utf8').toString('base64'),
    Buffer.from(value, 'utf8').toString('base64url'),
  ];
}

export function secretsOf({ slack, ocp, database, codesKey }: LiveConfig): readonly string[] {
  const { delivery } = slack;
  return [
    ...(database.kind === 'postgres' ? passwordsIn(database.url) : []),
    ...(codesKey ? [codesKey.toString('base64')] : []),
    ...(slack.proxy ? passwordsIn(slack.proxy.url) : []),
    slack.botToken,
    delivery.kind === 'http' ? delivery.signingSecret : delivery.appToken,
    ...secretsOfAuth(ocp.auth),
  ];
}

/** As the address has it, and as it is. */
function passwordsIn(address: string): readonly string[] {
  const { password, searchParams } = new URL(address);
  return [password, decodeURIComponent(password), ...searchParams.getAll('password')];
}

export function secretsOfAuth(auth: OcpAuth): readonly string[] {
  return auth.kind === 'access_key' ? [auth.secret] : [auth.password, `${auth.username}:${auth.password}`];
}
