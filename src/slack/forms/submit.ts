/** A submitted form: everything that came back from the client is checked again, beside the field where it is wrong. */
import { z } from 'zod';
import { blockers } from '../../operation/inspection.ts';
import type { Operation } from '../../operation/operation.ts';
import { isServiceName } from '../../operation/service-name.ts';
import type { Tenant } from '../../operation/tenant.ts';
import type { Command, RefusalCode } from '../../request/commands.ts';
import { groupsOf, ruleFor } from '../../request/policy.ts';
import { refusalText } from '../render/private.ts';
import { plain } from '../render/escape.ts';
import { flowWords } from '../words/flow.ts';
import { mayPostIn } from './channel.ts';
import type { Draft } from './draft.ts';
import { DIRECTORY_MAX_AGE_MS, type FailoverForm, type FormDeps } from './failover.ts';

/** By block id, as `response_action: errors` wants them. Null: the request is on disk and the form may close. */
export type FieldErrors = Readonly<Record<string, string>> | null;

export interface Submission {
  readonly draftId: string;
  readonly person: string;
  readonly team: string;
  /** The view's `state.values`, as sent. */
  readonly values: unknown;
}

interface SubmitDeps extends FormDeps {
  readonly form: FailoverForm;
  readonly ocp: FormDeps['ocp'] & { tenant(clusterId: string, tenantId: string): Promise<Tenant> };
  readonly execute: (id: string, command: Command) => Promise<{ decision: { refusal: { code: RefusalCode } | null } }>;
}

const values = z.object({
  tenants: z.object({
    tenants: z.object({ selected_options: z.array(z.object({ value: z.string().regex(/^\d+:\d+$/) })).length(1) }),
  }),
  service_name: z.object({ service_name: z.object({ value: z.string().nullish() }) }).optional(),
  reason: z.object({ reason: z.object({ value: z.string().nullish() }) }).optional(),
});

/** A precheck this old still speaks for itself; the request asks OCP again anyway. */
const PRECHECK_MAX_AGE_MS = 120_000;

/** Slack waits three seconds for the answer. What has not been answered by then is asked of the person again. */
const READ_PATIENCE_MS = 2_000;

export async function submit(deps: SubmitDeps, submission: Submission): Promise<FieldErrors> {
  const draft = await deps.drafts.get(submission.draftId);
  if (!draft || draft.person !== submission.person) return { reason: flowWords.formIsGone };
  const parsed = values.safeParse(submission.values);
  if (!parsed.success) return { tenants: flowWords.chooseOne };

  const reason = (parsed.data.reason?.reason.value ?? '').trim();
  const serviceName = (parsed.data.service_name?.service_name.value ?? '').trim();
  const wrong = {
    ...(reason === '' && { reason: flowWords.reasonMissing }),
    ...(reason.length > 3_000 && { reason: flowWords.reasonLong }),
    ...(serviceName !== '' && !isServiceName(serviceName) && { service_name: flowWords.serviceName }),
  };
  if (Object.keys(wrong).length > 0) return wrong;

  const [clusterId = '', tenantId = ''] = (parsed.data.tenants.tenants.selected_options[0]?.value ?? '').split(':');
  const tenant = await inTime(deps, find(deps, clusterId, tenantId));
  if (typeof tenant === 'string') return { tenants: tenant };
  const unfit = unfitness(deps, draft.id, tenant);
  if (unfit !== null) return { tenants: unfit };
  return write(deps, draft, { tenant, serviceName: serviceName || null, reason });
}

async function write(
  deps: SubmitDeps,
  draft: Draft,
  asked: { tenant: Tenant; serviceName: string | null; reason: string },
): Promise<FieldErrors> {
  const { clusterId, clusterName, tenantId, tenantName, primary } = asked.tenant;
  const target = { tenant: { clusterId, clusterName, tenantId, tenantName }, primary, serviceName: asked.serviceName };
  const operation: Operation = { kind: 'failover', targets: [target] };
  const policy = await deps.policies.read();
  const channel = await channelFor(deps, draft, ruleFor(policy, operation)?.channel ?? null);
  if (channel.error !== null) return { reason: channel.error };

  const [person] = await deps.people.read([draft.person], groupsOf(policy), DIRECTORY_MAX_AGE_MS);
  if (!person) return { reason: refusalText('person_unread', null) };
  const { team, typedIn } = draft;
  const command = {
    type: 'request',
    person,
    team,
    channel: channel.id,
    typedIn,
    operation,
    reason: asked.reason,
    policy,
  } as const;
  try {
    const { decision } = await deps.execute(draft.id, command);
    // "Not now": it was written by an earlier delivery of this very submission.
    if (decision.refusal && decision.refusal.code !== 'not_now')
      return { tenants: refusalText(decision.refusal.code, null) };
  } catch {
    deps.business('request_not_written', { request: draft.id, by: draft.person });
    return { reason: flowWords.notWritten };
  }
  deps.form.close(draft.id);
  return null;
}

/** Where it was typed if the bot may write there, otherwise where the rule says. */
async function channelFor(
  deps: SubmitDeps,
  draft: Draft,
  ofRule: string | null,
): Promise<{ id: string; error: null } | { error: string }> {
  try {
    const here = draft.here ?? (await mayPostIn(deps.web, draft.typedIn));
    if (here) return { id: draft.typedIn, error: null };
  } catch {
    return { error: flowWords.channelUnread };
  }
  return ofRule === null ? { error: flowWords.nowhere } : { id: ofRule, error: null };
}

async function find(deps: SubmitDeps, clusterId: string, tenantId: string): Promise<Tenant | string> {
  try {
    const known = await deps.directory.tenants(DIRECTORY_MAX_AGE_MS);
    const listed = known.find((tenant) => tenant.clusterId === clusterId && tenant.tenantId === tenantId);
    return listed ?? (await deps.ocp.tenant(clusterId, tenantId));
  } catch (error) {
    return flowWords.tenantUnread(error instanceof Error ? error.message : String(error));
  }
}

async function inTime(deps: SubmitDeps, work: Promise<Tenant | string>): Promise<Tenant | string> {
  const over = new AbortController();
  const late = deps.clock
    .sleep(READ_PATIENCE_MS, over.signal)
    .then(() => flowWords.tenantUnread('it did not answer in time.'));
  const result = await Promise.race([work, late]);
  over.abort();
  return result;
}

/** Why this tenant cannot be asked for, as far as is known without asking OCP again. */
function unfitness(deps: SubmitDeps, draftId: string, tenant: Tenant): string | null {
  if (tenant.role !== 'STANDBY')
    return plain(flowWords.notAStandby(tenant.tenantName, tenant.role ?? 'nothing about it'), 300);
  const { chosen, precheck } = deps.form.shown(draftId) ?? {};
  if (!precheck || precheck === 'running' || 'failed' in precheck) return null;
  const same = chosen?.tenantId === tenant.tenantId && chosen.clusterId === tenant.clusterId;
  if (!same || precheck.passed || deps.clock.now() - precheck.readAt > PRECHECK_MAX_AGE_MS) return null;
  const { tenantId } = tenant;
  const of = {
    tenantId,
    role: null,
    status: null,
    primary: null,
    primaryRole: null,
    primaryStatus: null,
    precheck,
    runningTask: null,
  };
  const texts = blockers({ at: 0, targets: [of] }).map(({ text }) => text);
  return plain(flowWords.blocked(texts.join('; ')), 300);
}
