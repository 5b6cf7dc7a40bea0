/** The failover form from the command to the written request. */
import type { ModalView } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import type { Clock } from '../../clock.ts';
import type { Precheck, Tenant } from '../../operation/tenant.ts';
import { authorise } from '../../request/authorise.ts';
import type { Person } from '../../request/person.ts';
import { groupsOf, type Policy } from '../../request/policy.ts';
import { failoverForm, type FormModel, messageForm } from '../render/form.ts';
import { notInChannelText, refusalText } from '../render/private.ts';
import { safe } from '../render/escape.ts';
import { flowWords } from '../words/flow.ts';
import { words } from '../words/words.ts';
import { call } from '../web.ts';
import { mayPostIn } from './channel.ts';
import type { Draft, Drafts } from './draft.ts';
import { newRequestId } from './request-id.ts';

export interface FormDeps {
  readonly web: WebClient;
  readonly drafts: Drafts;
  readonly directory: { tenants(maxAgeMs: number): Promise<readonly Tenant[]> };
  readonly ocp: { failoverPrecheck(clusterId: string, tenantId: string): Promise<Precheck> };
  readonly people: {
    read(ids: readonly string[], groups: readonly string[], maxAgeMs: number): Promise<readonly Person[]>;
  };
  readonly policies: { read(): Promise<Policy> };
  readonly tell: (person: string, channel: string, text: string) => Promise<void>;
  readonly clock: Clock;
  readonly business: (event: string, fields: Readonly<Record<string, unknown>>) => void;
}

/** A tenant list this old is good enough to choose from; OCP itself refreshes once a minute. */
export const DIRECTORY_MAX_AGE_MS = 15_000;

const MAX_OPEN = 1_000;

/** An open form as this process knows it. After a restart it is gone, and submitting still works: see submit.ts. */
interface OpenForm {
  readonly viewId: string;
  readonly model: FormModel;
}

export function createFailoverForm(deps: FormDeps) {
  const open = new Map<string, OpenForm>();

  /** Durable before the command is answered: the id that the form will carry. */
  async function draft(command: { person: string; team: string; channel: string; text: string }): Promise<Draft> {
    const { person, team, channel: typedIn, text } = command;
    const value: Draft = { id: newRequestId(), person, team, typedIn, text: text.trim(), here: null };
    await deps.drafts.put(value, deps.clock.now());
    return value;
  }

  /** Opens the skeleton within the trigger's three seconds, then fills it. */
  async function show(value: Draft, triggerId: string): Promise<void> {
    const opening: FormModel = {
      draftId: value.id,
      stage: 'opening',
      channel: value.typedIn,
      chosen: null,
      precheck: null,
      notice: null,
    };
    const answer = await call('views.open', () =>
      deps.web.views.open({ trigger_id: triggerId, view: failoverForm(opening) }),
    );
    const viewId = answer.view?.id;
    if (!viewId) return;
    const refusal = await refusalFor(value);
    if (refusal !== null) return put(viewId, messageForm(words.form.title, refusal));

    const [here, tenants] = await Promise.all([placeOf(value), listed()]);
    const chosen = Array.isArray(tenants) ? unambiguous(tenants, value.text) : null;
    const notice = [
      here.notice,
      typeof tenants === 'string' ? tenants : null,
      chosen || !value.text ? null : flowWords.noMatch(safe(value.text, 100)),
    ];
    const ready: FormModel = {
      ...opening,
      stage: 'ready',
      channel: here.channel,
      notice: notice.filter((text) => text !== null).join('\n') || null,
    };
    // A field keeps what it holds from one update to the next, so a tenant chosen beforehand must be there from the first.
    if (!chosen) return update(value.id, viewId, ready);
    open.set(value.id, { viewId, model: ready });
    await choose(value, viewId, chosen);
  }

  /** Before anything is typed: may this person ask for anything at all? Asked again when the request is written. */
  async function refusalFor({ person: id }: Draft): Promise<string | null> {
    const policy = await deps.policies.read();
    const [person] = await deps.people.read([id], groupsOf(policy), DIRECTORY_MAX_AGE_MS);
    if (!person) return refusalText('person_unread', null);
    const now = deps.clock.now();
    const refusals = policy.rules.map((rule) => authorise({ act: 'request', person, rule, asker: null, now }));
    const [first] = refusals;
    return first && refusals.every((refusal) => refusal !== null) ? refusalText(first, null) : null;
  }

  /** Where the request will go. Kept in the draft, for the submission. */
  async function placeOf(value: Draft): Promise<{ channel: string; notice: string | null }> {
    const here = await mayPostIn(deps.web, value.typedIn);
    await deps.drafts.put({ ...value, here }, deps.clock.now());
    if (here) return { channel: value.typedIn, notice: null };
    const { rules } = await deps.policies.read();
    const elsewhere = rules.find(({ channel }) => channel !== null)?.channel ?? null;
    return { channel: elsewhere ?? value.typedIn, notice: notInChannelText(value.typedIn, elsewhere) };
  }

  /** OCP's tenants, or in words why there are none. */
  async function listed(): Promise<readonly Tenant[] | string> {
    try {
      return await deps.directory.tenants(DIRECTORY_MAX_AGE_MS);
    } catch (error) {
      return flowWords.ocpSilent(safe(error instanceof Error ? error.message : String(error), 300));
    }
  }

  async function update(draftId: string, viewId: string, model: FormModel): Promise<void> {
    open.delete(draftId);
    open.set(draftId, { viewId, model });
    // Forms that were left open: the oldest are forgotten first.
    const [oldest] = open.keys();
    if (open.size > MAX_OPEN && oldest !== undefined) open.delete(oldest);
    await put(viewId, failoverForm(model));
  }

  async function put(viewId: string, view: ModalView): Promise<void> {
    await call('views.update', () => deps.web.views.update({ view_id: viewId, view }));
  }

  /** A tenant was chosen: OCP's precheck runs for it and its findings appear in the form. */
  async function choose(value: Pick<Draft, 'id' | 'typedIn'>, viewId: string, chosen: Tenant | null): Promise<void> {
    const { id: draftId, typedIn: channel } = value;
    const model: FormModel = open.get(draftId)?.model ?? {
      draftId,
      stage: 'ready',
      channel,
      chosen,
      precheck: null,
      notice: null,
    };
    if (!chosen) return update(draftId, viewId, { ...model, stage: 'ready', chosen: null, precheck: null });
    const asked = { ...model, stage: 'ready', chosen } as const;
    await update(draftId, viewId, { ...asked, precheck: 'running' });
    const precheck = await read(chosen);
    // Somebody who has chosen another tenant since is shown that one's.
    const now = open.get(draftId)?.model.chosen;
    if (now?.tenantId === chosen.tenantId && now.clusterId === chosen.clusterId)
      await update(draftId, viewId, { ...asked, precheck });
  }

  async function read({ clusterId, tenantId }: Tenant): Promise<Precheck | { failed: string }> {
    try {
      return await deps.ocp.failoverPrecheck(clusterId, tenantId);
    } catch (error) {
      return { failed: error instanceof Error ? error.message : String(error) };
    }
  }

  return {
    draft,
    show,
    choose,
    /** What this process has shown in an open form; null after a restart. */
    shown: (draftId: string): FormModel | null => open.get(draftId)?.model ?? null,
    close: (draftId: string): void => void open.delete(draftId),
  };
}

export type FailoverForm = ReturnType<typeof createFailoverForm>;

/** The one standby that a name can mean: the exact name if it is unique, otherwise the only one that contains it. */
export function unambiguous(tenants: readonly Tenant[], text: string): Tenant | null {
  const wanted = text.toLowerCase();
  if (wanted === '') return null;
  const standbys = tenants.filter(({ role }) => role === 'STANDBY');
  const exact = standbys.filter(({ tenantName }) => tenantName.toLowerCase() === wanted);
  const part = standbys.filter(({ tenantName }) => tenantName.toLowerCase().includes(wanted));
  const [only, ...more] = exact.length > 0 ? exact : part;
  return only && more.length === 0 ? only : null;
}
