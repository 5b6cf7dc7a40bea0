/** A submitted form: everything that came back from the client is checked again, beside the field where it is wrong. */
import type { Choice, ChoiceOf } from '../../operation/choices.ts';
import type { Language } from '../../lib/language.ts';
import type { Hold } from '../../operation/inspection.ts';
import { kinds } from '../../operation/kinds/index.ts';
import type { Operation, OperationKind, OperationOf, StopRule, Target } from '../../operation/operation.ts';
import type { TenantRef } from '../../operation/tenant.ts';
import type { Command, Refusal, RefusalCode } from '../../request/commands.ts';
import { type FamilyDifference, type FamilyReading, unreadFamily } from '../../request/family.ts';
import type { Past } from '../../request/guardrails.ts';
import { groupsIn, ruleFor } from '../../policy/policy.ts';
import type { RequestState } from '../../request/state.ts';
import { stopFacts } from '../../stop/hold.ts';
import { stopsOn } from '../../stop/in-force.ts';
import type { Delivery, SeenDeliveries } from '../inbound/receive/seen.ts';
import { plain } from '../blocks/escape.ts';
import { concernsName, familyRefusalText } from '../sentences/family.ts';
import { keptBackText, targetsRefusal } from './view/destination.ts';
import { askedAgainText } from '../card/guardrails.ts';
import { refusalText } from '../sentences/refusals.ts';
import { refusedPlainly } from '../sentences/stops.ts';
import { DIRECTORY_MAX_AGE_MS, type FormDeps } from './deps.ts';
import { type Destination, destinationOf, originOf } from './targets/destination.ts';
import type { Draft, DraftPlace } from './draft.ts';
import { forbidden, meantBy } from './targets/resolve-targets.ts';
import type { OperationForm } from './form.ts';
import { type SubmittedForm, asked, fieldsOf } from './values.ts';
import { inLanguage, words } from '../../text/words.ts';

/** By block id, as `response_action: errors` wants them. Null: the request is on disk and the form may close. */
export type FieldErrors = Readonly<Record<string, string>> | null;

export interface Submission {
  readonly kind: OperationKind;
  readonly draftId: string;
  readonly person: string;
  readonly team: string;
  /** The view's `state.values`, as sent. */
  readonly values: unknown;
  readonly delivery: Delivery;
}

export interface SubmitDeps extends FormDeps {
  readonly seen: SeenDeliveries;
  /** Whether there is a request of this id. */
  readonly exists: (id: string) => Promise<boolean>;
  readonly form: OperationForm;
  /** The replication families of an operation's targets, as OCP lists them now. Rejects with OCP's failure, or the store's. */
  readonly families: (operation: Operation, language: Language) => Promise<FamilyReading>;
  readonly execute: (
    id: string,
    command: Command,
  ) => Promise<{ decision: { refusal: Refusal | null }; state: RequestState | null }>;
  /** What was asked for and rejected lately. Rejects when the store does not say. */
  readonly past: () => Promise<Past>;
  /** A private word, after Slack was answered. */
  readonly tellLater: (person: string, channel: string, text: string) => void;
}

/** Slack waits three seconds for the answer. What OCP has not said by then is asked of the person again. */
const READ_PATIENCE_MS = 1_800;

/**
 * The same submission again is answered as the first was: the form closes when there is a request, and otherwise says that
 * nothing was asked. What was refused then is not asked for now, even if it could be.
 */
export async function submit(deps: SubmitDeps, submission: Submission): Promise<FieldErrors> {
  const errors = await answer(deps, submission);
  if (errors !== null) await deps.seen.first(submission.delivery);
  return errors;
}

async function answer(deps: SubmitDeps, submission: Submission): Promise<FieldErrors> {
  const { kind, draftId, person, values } = submission;
  const over = new AbortController();
  const late = deps.clock.sleep(READ_PATIENCE_MS, over.signal).then(() => 'late' as const);
  try {
    const language = await deps.people.languageOf(person);
    const say = (said: () => string) => inLanguage(language, said);
    const draft = await deps.drafts.get(draftId);
    if (!draft || draft.person !== person || draft.kind !== kind) return { reason: say(() => words.flow.formIsGone) };
    if (await deps.exists(draft.id)) return null;
    if (await deps.seen.known(submission.delivery)) return { reason: say(() => words.flow.submittedBefore) };
    const field = kinds[kind].field;
    const fields = fieldsOf(kind, values);
    if (!fields) return { [field]: say(() => words.flow[kind].chooseOne) };
    const checked = inLanguage(language, () => asked(kind, fields, draft.dropped));
    if ('wrong' in checked) return checked.wrong;

    const choices = await Promise.race([meantBy(deps, kind, checked.asked.keys, language), late]);
    if (choices === 'late') return { [field]: say(() => words.flow.tenantUnread(words.flow.noAnswerInTime)) };
    if (typeof choices === 'string') return { [field]: choices };
    // Asked for once more where the form has not shown it; what does not come in time is read before anybody approves.
    const readings = deps.form.readings(draft.id, language);
    await Promise.race([readings.read(choices), late]);
    const why = inLanguage(language, () => forbidden(choices, readings));
    if (why !== null) return { [field]: why };
    return await write(deps, draft, choices, checked.asked, { language, late });
  } finally {
    over.abort();
  }
}

async function write(
  deps: SubmitDeps,
  draft: Draft,
  choices: readonly Choice[],
  { reason, serviceNames, stopRule }: SubmittedForm,
  { language, late }: { readonly language: Language; readonly late: Promise<'late'> },
): Promise<FieldErrors> {
  const say = (said: () => string) => inLanguage(language, said);
  const field = kinds[draft.kind].field;
  const operation = operationOf(draft.kind, choices, serviceNames, stopRule);
  const family = await familiesOf(deps, operation, language, late);
  const policy = await deps.policies.read();
  const goal = await goalOf(deps, draft, operation);
  if (goal === null) return { reason: say(() => words.flow.channelUnread) };
  const { to, place: typedAt } = goal;
  const refusal = inLanguage(language, () => targetsRefusal(to));
  if (refusal !== null) return { [field]: refusal };
  if (to.kind !== 'channel') {
    return { reason: say(() => keptBackText(to.kind, typedAt)) };
  }

  const [person] = await deps.people.read([draft.person], groupsIn(ruleFor(policy, operation)), DIRECTORY_MAX_AGE_MS);
  if (!person) return { reason: say(() => refusalText('person_unread', null)) };
  const audience = await deps.channels.audience(to.id, DIRECTORY_MAX_AGE_MS);
  const place = { team: draft.team, channel: to.id, typedIn: draft.typedIn ?? to.id, audience };
  const asked = { person, ...place, operation, reason, policy };
  try {
    const stop = stopFacts(await deps.stops.load());
    const past = await deps.past();
    const { decision, state } = await deps.execute(draft.id, {
      type: 'request',
      ...asked,
      stop,
      past,
      family,
    });
    // "Not now": it was written by an earlier delivery of this very submission.
    const code = decision.refusal?.code ?? 'not_now';
    if (code !== 'not_now') {
      deps.business('request_refused', { request: draft.id, by: draft.person, code });
      const kin = decision.refusal?.family;
      if (kin) return inLanguage(language, () => besideFields(kin, operation));
      return {
        [field]: await refusedText(deps, draft.person, language, {
          code,
          stops: stopsOn(policy, stop, operation, deps.clock.now()),
        }),
      };
    }
    const again = decision.refusal ? null : state?.again;
    if (again)
      deps.tellLater(
        draft.person,
        to.id,
        say(() => askedAgainText(again)),
      );
  } catch {
    deps.business('request_not_written', { request: draft.id, by: draft.person });
    return { reason: say(() => words.flow.notWritten) };
  }
  deps.form.close(draft.id);
  return null;
}

/** Unread where OCP or the store does not say in time: the first reading, before anybody can approve, has it then. */
async function familiesOf(
  { families }: SubmitDeps,
  operation: Operation,
  language: Language,
  late: Promise<'late'>,
): Promise<FamilyReading> {
  const read = await Promise.race([families(operation, language).catch(() => null), late]);
  return read === null || read === 'late' ? unreadFamily(operation.targets) : read;
}

/** What is about a service name stands beside it, everything else beside the tenants. */
function besideFields(found: readonly FamilyDifference[], { kind, targets }: Operation): FieldErrors {
  const all: readonly Target[] = targets;
  const errors: Record<string, string> = {};
  for (const one of found) {
    const isName = one.kind === 'family' && concernsName(one.finding);
    const nameField = all.length === 1 ? 'service_name' : `service_name:${'tenantId' in one ? one.tenantId : ''}`;
    const field = isName ? nameField : kinds[kind].field;
    const text = familyRefusalText([one], all, 'plain');
    errors[field] = plain(errors[field] === undefined ? text : `${errors[field]} ${text}`, 1_000);
  }
  return errors;
}

/** A stop or freeze is named, with its end in the person's own time zone. */
async function refusedText(
  { people }: SubmitDeps,
  person: string,
  language: Language,
  { code, stops }: { readonly code: RefusalCode; readonly stops: readonly Hold[] },
): Promise<string> {
  if (code !== 'frozen' || stops.length === 0) return inLanguage(language, () => refusalText(code, null));
  const zone = await people.zoneOf(person);
  return inLanguage(language, () => refusedPlainly(stops, zone));
}

function operationOf<Kind extends OperationKind>(
  kind: Kind,
  choices: readonly Choice[],
  serviceNames: ReadonlyMap<string, string>,
  stopRule: StopRule,
): OperationOf<Kind> {
  const own = choices.filter((choice): choice is Choice & ChoiceOf<Kind> => choice.kind === kind);
  const nameFor = ({ tenantId }: TenantRef) => serviceNames.get(tenantId) ?? null;
  const targets = own.map(({ target }) => kinds[kind].withServiceName(target, nameFor(target.tenant)));
  return { kind, targets, stopRule };
}

/** Null when Slack does not say whether the bot may post where the command was typed. */
async function goalOf(
  deps: SubmitDeps,
  draft: Draft,
  { kind, targets }: Operation,
): Promise<{ readonly to: Destination; readonly place: DraftPlace } | null> {
  try {
    const origin = await originOf(deps, draft);
    return { to: await destinationOf(deps, kind, origin, targets), place: origin.place };
  } catch {
    return null;
  }
}
