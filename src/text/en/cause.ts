import type { OcpErrorCode } from '../../lib/cause.ts';

/**
 * Why something did not work: clauses without a full stop, which begin with a capital, for behind a colon or in brackets.
 * `call` is a method and a path.
 */
export const causeWords = {
  /** In place of an operating system's code. */
  timeout: 'timed out',
  /** `HTTP 409, COM10005: “Busy.”` */
  answer: (status: number, code: string | null, said: string | null) =>
    `HTTP ${status}${code === null ? '' : `, ${code}`}${said === null ? '' : `: “${said}”`}`,
  ocp_unreachable: (reason: string, call: string) => `OCP could not be reached (${reason}; ${call})`,
  ocp_lost_answer: (reason: string, call: string) => `No response from OCP (${reason}; ${call})`,
  ocp_too_large: (megabytes: number, call: string) => `OCP's answer is larger than ${megabytes} MB (${call})`,
  ocp_no_envelope: (status: number, call: string) => `Something other than OCP answered (HTTP ${status}; ${call})`,
  ocp_unreadable: (where: string, problem: string, call: string) =>
    `OCP's answer cannot be read at ${where} (${problem}; ${call})`,
  ocp_answered: (answer: string, call: string) => `OCP answered ${answer} (${call})`,
  ocp_throttled: 'OCP is throttling its user, so nothing is sent for now',
  /** `answer`: as OCP gave it, or null; `until`: a time, or null in records of older versions. */
  ocp_log_on_rejected: (answer: string | null, until: string | null) =>
    `OCP rejected Twokey's login${answer === null ? '' : ` (${answer})`}${until === null ? '' : `; next try at ${until}`}`,
  not_an_id: (value: string) => `An id of OCP consists of digits, and ${value} does not`,
  plus_sign: 'OCP cannot be searched for a plus sign',
  service_name: 'A service name begins with a letter and has 2 to 64 letters, digits or underscores',
  no_tenants: 'No tenant was named, and a call without tenants is never sent',
  no_task: 'OCP said yes and named no task',
  term_over: 'Another replica of the bot may have taken over, so this one sent nothing',
  stopped: 'Every call was stopped before this one left',
  family_held: 'Another request is moving a tenant of the same replication family',
  families_behind: 'Twokey is indexing what an earlier version recorded',
  slack_silent: 'Slack does not say who the requester and the approvers are',
  slack_refused: (code: string) => `Slack refused the look-up (${code})`,
  slack_unanswered: (code: string) => `Slack gave no usable answer (${code})`,
  /** Behind what Slack, or the way there, did: what it means and what to do. */
  network: {
    proxy: "the proxy does not let Twokey through to Slack; check HTTPS_PROXY, its login, and the proxy's rules",
    name: "its name does not resolve; check the DNS of the bot's machine, and SLACK_API_URL",
    way: "no connection; check the firewall and the way out of the bot's machine",
    certificate: 'the certificate is not trusted; if a proxy signs for Slack, give its CA in NODE_EXTRA_CA_CERTS',
    page: 'something other than Slack answered, such as a proxy; check the way out and SLACK_API_URL',
  },
  slack_unreached: (code: string, what: string) => `Slack gave no usable answer (${code}: ${what})`,
  slack_busy: 'Slack asks to wait a little',
  unexpected: (name: string) => `Something unexpected went wrong (${name})`,

  /** What to do when OCP cannot be read. */
  next: {
    ocp_unreachable: 'Check OCP_URL, the network and the certificate (OCP_CA_FILE).',
    ocp_lost_answer: 'Try again; if it persists, check the network and the load of OCP.',
    ocp_unauthorised:
      'Check the OCP credentials, and that the clocks differ by less than 15 min. Twokey logs in rarely until then, so that OCP does not lock the account.',
    ocp_forbidden: 'Give the OCP user the permission: tenant maintenance, and task management for remedies.',
    ocp_not_found: 'Check in OCP that the cluster, tenant or task still exists.',
    ocp_refused: 'Correct what OCP names, then try again.',
    ocp_conflict: 'Look at the state in OCP: something else changed it at the same time.',
    ocp_throttled: 'Wait until the throttling window of the OCP user has passed.',
    ocp_failed: 'Try again; if it persists, look at the log of the OCP server.',
    ocp_malformed:
      'Check that OCP_URL points at OCP itself and not at a proxy or a login page, and check the version of OCP.',
  } satisfies Record<OcpErrorCode, string>,
} as const;
