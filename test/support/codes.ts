import { randomBytes } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import { createCodes } from '../../src/codes/codes.ts';
import { KEY_BYTES } from '../../src/codes/seal.ts';
import type { Message, View } from '../../src/simulators/slack/model/workspace.ts';
import { openAuthenticators } from '../../src/store/store.ts';
import { type Driven, eventually, startDriven } from './driven.ts';
import { people, policyText } from './world.ts';

/** The code that an authenticator with this secret shows at this moment (ms). */
export function codeAt(secret: string, at: number): string {
  return TOTP.generate({ secret: Secret.fromBase32(secret), algorithm: 'SHA1', digits: 6, period: 30, timestamp: at });
}

/** A code that it does not show around this moment. */
export function wrongCodeAt(secret: string, at: number): string {
  const shown = [-30_000, 0, 30_000].map((off) => codeAt(secret, at + off));
  const wrong = ['000000', '000001', '000002', '000003'].find((code) => !shown.includes(code));
  if (wrong === undefined) throw new Error('every code is right');
  return wrong;
}

/** A world in which approving a failover takes a one-time code, and Arun and Sofia have their authenticators. */
export async function startWithCodes(
  options: Parameters<typeof startDriven>[0] = {},
): Promise<{ readonly world: Driven; readonly shown: (by: string) => string; readonly secrets: readonly string[] }> {
  const key = randomBytes(KEY_BYTES);
  const policy = policyText.replace('    reading_time: 0s\n', '    reading_time: 0s\n    one_time_code: true\n');
  const world = await startDriven({ policy, codesKey: key, ...options });
  const rows = await openAuthenticators(world.store());
  const codes = createCodes({ rows, key, clock: world.clock });
  const secrets = new Map<string, string>();
  for (const id of [people.arun, people.sofia]) secrets.set(id, (await codes.enrol(id, id)).secret);
  await rows.close();
  const shown = (by: string) => codeAt(secrets.get(by) ?? '', world.clock.now());
  return { world, shown, secrets: [...secrets.values(), key.toString('base64')] };
}

/** Clicks Approve; resolves with the form that asks for the code. */
export async function askedForCode(world: Driven, card: Message, by: string = people.arun): Promise<View> {
  const before = world.slack.view(by)?.id;
  const outcome = await world.slack.as(by).click(card, 'approve', { confirm: true });
  if (!outcome.ok) throw new Error(`approve was answered ${JSON.stringify(outcome)}`);
  return eventually(() => {
    const view = world.slack.view(by);
    return view?.callbackId === 'code' && view.id !== before ? view : null;
  });
}

/** Types a code and submits. Resolves with what the form says beside its field; null when it closed. */
export async function typeCode(world: Driven, view: View, code: string, by: string = people.arun) {
  const [field = ''] = fieldsOf(view);
  await world.slack.as(by).type(view, field, code);
  const { ok, errors, detail } = await world.slack.as(by).submit(view);
  if (ok) return null;
  return errors[field] ?? `not beside the field: ${JSON.stringify(errors)} ${detail}`;
}

function fieldsOf(view: View): string[] {
  return [...JSON.stringify(view.blocks).matchAll(/"block_id":"(code:\d+)"/g)].map(([, id]) => id ?? '');
}
