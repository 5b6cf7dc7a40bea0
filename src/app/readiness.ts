/** What `/readyz` tells: why this replica should not be sent anything, and what else is not as it should be. */
import type { LeaderStatus } from '../engine/leadership/leader.ts';
import type { Look } from '../lib/looker.ts';
import { type NetworkFault, networkFault } from '../lib/network-fault.ts';
import type { Hide } from '../log/secrets.ts';
import type { Check } from './server.ts';
import { CLOCK_OFF_MS, isOff } from '../lib/clock-skew.ts';
import type { Sockets } from '../slack/inbound/receive/socket.ts';

interface File {
  read(): Promise<unknown>;
  /** Null while the file is in order. */
  problem(): Error | null;
}

interface Looked {
  readonly hide: Hide;
  readonly store: { ping(): Promise<void> };
  readonly standing: () => LeaderStatus;
  readonly policies: File;
  readonly peopleFile: File | null;
  /** The connections of Socket Mode; null where Slack's requests come over HTTP. */
  readonly sockets: (() => Sockets) | null;
  /** Slack as this replica last looked at it. Resolves with the first look while that is under way; a probe starts none. */
  readonly slack: () => Promise<{ readonly look: Look | null; readonly now: number }>;
  readonly ocp: () => OcpSeen;
  /** Milliseconds by which this machine's clock is ahead of Slack's; null: not known yet. */
  readonly slackSkew: () => number | null;
}

/** OCP as it was last seen: nothing is asked of it for a probe. */
interface OcpSeen {
  readonly look: Look | null;
  readonly shutUntil: number | null;
  readonly now: number;
}

/** Beats come twice a second. */
const BEAT_LOST_MS = 10_000;

export function readiness(looked: Looked): () => Promise<readonly Check[]> {
  const { hide, standing, policies, peopleFile } = looked;

  /** `work` tells what there is to tell, and throws what is wrong. */
  async function check(name: string, work: () => Promise<string>, needed = true): Promise<Check> {
    try {
      return { name, ok: true, detail: hide(await work()), needed };
    } catch (error) {
      return { name, ok: false, detail: hide(messageOf(error)), needed };
    }
  }

  /** The last good one is in force, so a file that is wrong is no reason to take the bot out of service. */
  const readable = (what: string, file: File) => async () => {
    await file.read();
    const problem = file.problem();
    return problem ? `the last good ${what} is in force, for the file is wrong: ${problem.message}` : IN_ORDER;
  };

  return () =>
    Promise.all([
      check('store', () => looked.store.ping().then(() => IN_ORDER)),
      check('lease', () => lease(standing())),
      check('policy', readable('policy', policies)),
      ...(peopleFile ? [check('people', readable('people file', peopleFile))] : []),
      check('slack', async () => slack(await looked.slack())),
      ...(looked.sockets ? [check('socket', socket(looked.sockets()))] : []),
      check('clock', async () => clock(looked.slackSkew()), false),
      // People must be told that OCP is away, so the bot goes on serving them.
      check('ocp', () => ocp(looked.ocp()), false),
    ]);
}

const IN_ORDER = 'in order';

/** Who leads is told; that nobody does, for a moment, is no reason not to take clicks. */
async function lease({ role, epoch, leader, replicas, ageMs }: LeaderStatus): Promise<string> {
  if (ageMs === null) throw new Error('this replica has not taken its place among the others yet');
  if (ageMs > BEAT_LOST_MS) throw new Error(`the store has not seen this replica for ${Math.round(ageMs / 1_000)} s`);
  const among = `term ${epoch}, ${replicas === 1 ? '1 replica' : `${replicas} replicas`}`;
  if (role === 'leader') return `this replica runs the engine (${among})`;
  return leader === null ? `nobody runs the engine at the moment (${among})` : `${leader} runs the engine (${among})`;
}

async function ocp({ look, shutUntil, now }: OcpSeen): Promise<string> {
  if (shutUntil !== null)
    throw new Error(`OCP rejected Twokey's login; next try at ${new Date(shutUntil).toISOString().slice(11, 19)} UTC`);
  if (look === null) return 'this replica has not asked OCP yet';
  const ago = `${Math.max(0, Math.round((now - look.at) / 1_000))} s ago`;
  if (!look.ok) throw new Error(`OCP did not answer properly when it was last asked, ${ago}${causeOf(look)}`);
  return `OCP answered ${ago}`;
}

/** Another replica on this machine would be no better, and one that works in part can still say what is wrong. */
function clock(skewMs: number | null): string {
  if (skewMs === null) return 'Slack has not told the time yet';
  const by = `${Math.round(Math.abs(skewMs) / 1_000)} s ${skewMs < 0 ? 'behind' : 'ahead of'} Slack's`;
  if (!isOff(skewMs)) return `this machine's clock is less than ${CLOCK_OFF_MS / 1_000} s from Slack's`;
  throw new Error(
    `this machine's clock is ${by}: set it by NTP. Requests of Slack's are refused from 60 s behind or 300 s ahead on`,
  );
}

/** A token that Slack refuses takes the replica out of service: it could neither read people nor answer them. */
async function slack({ look, now }: { readonly look: Look | null; readonly now: number }): Promise<string> {
  if (look === null) throw new Error('this replica has not asked Slack yet');
  const ago = `${Math.max(0, Math.round((now - look.at) / 1_000))} s ago`;
  if (look.ok) return `Slack took the bot token ${ago}`;
  const refused = look.cause?.kind === 'slack_refused';
  const fault = look.cause?.kind === 'slack_unanswered' ? networkFault(look.cause.code) : null;
  if (fault !== null) throw new Error(`Slack did not answer ${ago}${causeOf(look)}: ${REMEDIES[fault]}`);
  throw new Error(`${refused ? 'Slack refused the bot token' : 'Slack did not answer'} ${ago}${causeOf(look)}`);
}

const REMEDIES: Readonly<Record<NetworkFault, string>> = {
  proxy: "the proxy does not let this machine through to Slack; check HTTPS_PROXY, its login, and the proxy's rules",
  name: "its name does not resolve; check this machine's DNS, and SLACK_API_URL",
  way: "no connection; check the firewall and this machine's way out",
  certificate: 'its certificate is not trusted; if a proxy signs for Slack, give its CA in NODE_EXTRA_CA_CERTS',
  page: 'something other than Slack answered; check for a proxy, and SLACK_API_URL',
};

function causeOf({ cause }: Look): string {
  if (cause === null) return '';
  if ('code' in cause) return `: ${cause.kind} (${cause.code})`;
  return 'reason' in cause ? `: ${cause.kind} (${cause.reason})` : `: ${cause.kind}`;
}

/** Without one, nothing that people do in Slack arrives. */
function socket({ open, problem, isRefused }: Sockets): () => Promise<string> {
  return async () => {
    if (open > 0) return open === 1 ? '1 socket to Slack is open' : `${open} sockets to Slack are open`;
    if (isRefused) throw new Error(`no socket to Slack is open: Slack refuses SLACK_APP_TOKEN (${problem})`);
    const fault = networkFault(problem ?? '');
    const what = fault === null ? problem : `${problem}: ${REMEDIES[fault]}`;
    throw new Error(`no socket to Slack is open${what === null ? '' : ` (${what})`}; it is tried again`);
  };
}

function messageOf(error: unknown): string {
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
  return first instanceof Error ? first.message : String(first);
}
