import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/simulators/slack/validation/json.ts';
import {
  api,
  at,
  button,
  type ManualClock,
  manualClock,
  modal,
  plainText,
  type Stage,
  section,
  stage,
  textInput,
  show,
} from './support.ts';

let here: Stage;
let clock: ManualClock;
beforeEach(async () => {
  clock = manualClock();
  here = await stage({ clock });
});
afterEach(() => here.close());

const alice = () => here.slack.as('U-alice');
const open = async (view: JsonObject, trigger = alice().trigger()) =>
  (await api(here.slack, 'views.open', { trigger_id: trigger, view })).body;

/** Opens a form for Alice and returns the view. */
async function opened(...blocks: JsonObject[]) {
  await open(modal(blocks, { callback_id: 'failover', notify_on_close: true }));
  const view = here.slack.view('U-alice');
  if (view === null) throw new Error('the form is not open');
  return view;
}

const tenants = (element: JsonObject = {}): JsonObject => ({
  ...{ type: 'input', block_id: 'tenants', label: plainText('Tenants') },
  element: { type: 'multi_external_select', action_id: 'tenants', min_query_length: 2, ...element },
});

describe('triggers', () => {
  test('work once', async () => {
    const trigger = alice().trigger();
    expect(await open(modal([section('s')]), trigger)).toMatchObject({ ok: true });
    expect(await open(modal([section('s')]), trigger)).toMatchObject({ error: 'exchanged_trigger_id' });
  });

  test('live three seconds', async () => {
    const [early, late] = [alice().trigger(), alice().trigger()];
    await clock.advance(3_000);
    expect(await open(modal([section('s')]), early)).toMatchObject({ ok: true });
    await clock.advance(1);
    expect(await open(modal([section('s')]), late)).toMatchObject({ error: 'expired_trigger_id' });
    expect(await open(modal([section('s')]), 'made up')).toMatchObject({ error: 'invalid_trigger_id' });
  });

  test('are not used up by a view that is refused', async () => {
    const trigger = alice().trigger();
    expect(await open({ type: 'modal' }, trigger)).toMatchObject({ error: 'invalid_arguments' });
    expect(await open(modal([section('s')]), trigger)).toMatchObject({ ok: true });
  });
});

describe('the stack', () => {
  test('holds three views; a push needs a trigger from inside the modal', async () => {
    const view = await opened({ type: 'actions', block_id: 'more', elements: [button('deeper')] });
    const push = async (trigger_id: string) =>
      (
        await api(here.slack, 'views.push', {
          trigger_id,
          view: modal([{ type: 'actions', elements: [button('deeper')] }]),
        })
      ).body;
    expect(await push(alice().trigger())).toMatchObject({ error: 'invalid_trigger_id' });
    const press = async () => {
      await alice().click({ id: here.slack.view('U-alice')?.id ?? '' }, 'deeper');
      return show(here.app.received.at(-1)?.payload['trigger_id']);
    };
    expect(await push(await press())).toMatchObject({ view: { previous_view_id: view.id, root_view_id: view.id } });
    expect(await push(await press())).toMatchObject({ ok: true });
    expect(await push(await press())).toMatchObject({ error: 'push_limit_reached' });
  });
});

describe('views.update', () => {
  test('keeps what was typed under the same block_id and action_id', async () => {
    const view = await opened(textInput('reason'));
    await alice().type(view, 'reason', 'primary is down');
    await api(here.slack, 'views.update', { view_id: view.id, view: modal([section('loaded'), textInput('reason')]) });
    expect(here.slack.view('U-alice')?.state['reason']?.['reason']).toEqual({
      type: 'plain_text_input',
      value: 'primary is down',
    });
    await api(here.slack, 'views.update', { view_id: view.id, view: modal([textInput('other')]) });
    expect(here.slack.view('U-alice')?.state).toEqual({ other: { other: { type: 'plain_text_input', value: null } } });
  });

  test('with an old hash is refused', async () => {
    const view = await opened(section('s'));
    const { hash } = view;
    const update = async () =>
      (await api(here.slack, 'views.update', { view_id: view.id, hash, view: modal([section('t')]) })).body;
    expect(await update()).toMatchObject({ ok: true });
    expect(await update()).toMatchObject({ error: 'hash_conflict' });
  });

  test('finds a view by external_id, which is unique', async () => {
    await open(modal([section('s')], { external_id: 'form-1' }));
    const update = await api(here.slack, 'views.update', {
      external_id: 'form-1',
      view: modal([section('t')], { external_id: 'form-1' }),
    });
    expect(update.body).toMatchObject({ ok: true });
    const bob = {
      trigger_id: here.slack.as('U-bob').trigger(),
      view: modal([section('s')], { external_id: 'form-1' }),
    };
    expect((await api(here.slack, 'views.open', bob)).body).toMatchObject({ error: 'duplicate_external_id' });
    expect(
      (await api(here.slack, 'views.update', { view_id: 'V-none', view: modal([section('t')]) })).body,
    ).toMatchObject({
      error: 'not_found',
    });
  });
});

describe('an external select', () => {
  const offer = (...values: string[]) => ({ options: values.map((value) => ({ text: plainText(value), value })) });

  test('asks the app from min_query_length on and offers what it answers', async () => {
    const view = await opened(tenants());
    expect(await alice().search(view, 'tenants', 'o')).toMatchObject({ ok: false, error: 'query_too_short' });
    here.app.respond = () => ({ body: { option_groups: [{ label: plainText('obc'), ...offer('1:1002') }] } });
    const found = await alice().search(view, 'tenants', 'or');
    expect(found.options).toMatchObject([{ value: '1:1002' }]);
    expect(here.app.received[0]?.payload).toMatchObject({
      ...{ type: 'block_suggestion', action_id: 'tenants', block_id: 'tenants', value: 'or' },
      ...{ container: { type: 'view', view_id: view.id }, view: { callback_id: 'failover' }, user: { id: 'U-alice' } },
    });
  });

  test('lets choose only what was offered, silently in an input', async () => {
    const view = await opened(tenants());
    expect(await alice().choose(view, 'tenants', ['1:1002'])).toMatchObject({ error: 'not_offered' });
    here.app.respond = () => ({ body: offer('1:1002') });
    await alice().search(view, 'tenants', 'or');
    expect(await alice().choose(view, 'tenants', ['1:1002'])).toMatchObject({ ok: true, status: null });
    expect(here.app.received).toHaveLength(1);
  });

  test('with dispatch_action sends the choice at once', async () => {
    const view = await opened({ ...tenants(), dispatch_action: true });
    here.app.respond = () => ({ body: offer('1:1002') });
    await alice().search(view, 'tenants', 'or');
    await alice().choose(view, 'tenants', ['1:1002']);
    const payload = here.app.received[1]?.payload;
    expect(payload).toMatchObject({
      type: 'block_actions',
      actions: [{ action_id: 'tenants', block_id: 'tenants', selected_options: [{ value: '1:1002' }] }],
    });
    expect(at(payload, 'view.state.values.tenants.tenants.selected_options.0.value')).toBe('1:1002');
    expect(payload).not.toHaveProperty('response_url');
  });

  test('offers nothing when the app answers more than 100 options or too long ones', async () => {
    const view = await opened(tenants());
    here.app.respond = () => ({ body: offer(...Array.from({ length: 101 }, (_, index) => `t${index}`)) });
    expect(await alice().search(view, 'tenants', 'or')).toMatchObject({ error: 'broken_response' });
    here.app.respond = () => ({ body: offer('x'.repeat(76)) });
    expect(await alice().search(view, 'tenants', 'or')).toMatchObject({ error: 'broken_response' });
  });
});

describe('submitting', () => {
  test('is stopped by the client while a field is missing, too short or too long', async () => {
    const view = await opened(
      tenants(),
      textInput('reason', { min_length: 3, max_length: 5 }),
      textInput('note', {}, { optional: true }),
    );
    expect((await alice().submit(view)).errors).toEqual({
      ...{ tenants: 'Please complete this required field.', reason: 'Please complete this required field.' },
    });
    await alice().type(view, 'reason', 'ab');
    expect((await alice().submit(view)).errors['reason']).toBe('Please enter at least 3 characters.');
    await alice().type(view, 'reason', 'abcdef');
    expect((await alice().submit(view)).errors['reason']).toBe('Please enter no more than 5 characters.');
    expect(here.app.received).toEqual([]);
  });

  test('carries all values, null where nobody touched, and closes the form', async () => {
    const view = await opened(textInput('reason'), textInput('note', {}, { optional: true }));
    await alice().type(view, 'reason', 'down');
    expect(await alice().submit(view)).toMatchObject({ ok: true, status: 200, view: null });
    const payload = here.app.received[0]?.payload;
    expect(payload).toMatchObject({
      ...{
        type: 'view_submission',
        user: { id: 'U-alice' },
        team: { id: here.slack.model.team.id },
        response_urls: [],
      },
      view: { id: view.id, callback_id: 'failover', hash: view.hash, root_view_id: view.id },
    });
    expect(at(payload, 'view.state.values')).toEqual({
      reason: { reason: { type: 'plain_text_input', value: 'down' } },
      note: { note: { type: 'plain_text_input', value: null } },
    });
  });

  test('shows errors under their inputs and keeps the form', async () => {
    const view = await opened(textInput('reason'));
    await alice().type(view, 'reason', 'x');
    here.app.respond = () => ({ body: { response_action: 'errors', errors: { reason: 'Say more.' } } });
    expect(await alice().submit(view)).toMatchObject({
      ok: false,
      error: 'view_errors',
      errors: { reason: 'Say more.' },
    });
    expect(here.slack.view('U-alice')?.errors).toEqual({ reason: 'Say more.' });
  });

  test.each([
    ['errors of a block that is not there', { response_action: 'errors', errors: { nowhere: 'x' } }],
    ['errors of a block that is no input', { response_action: 'errors', errors: { told: 'x' } }],
    ['an unknown action', { response_action: 'explode' }],
    ['a view that is not valid', { response_action: 'update', view: { type: 'modal' } }],
    ['something that is not JSON', 'thanks'],
  ])('breaks on %s', async (_what, body) => {
    const view = await opened(textInput('reason'), { ...section('s'), block_id: 'told' });
    await alice().type(view, 'reason', 'x');
    here.app.respond = () => ({ body });
    expect(await alice().submit(view)).toMatchObject({ ok: false, error: 'broken_response', view: { id: view.id } });
  });

  test('can update the form, push on it, and clear everything', async () => {
    const view = await opened(section('one'));
    here.app.respond = () => ({ body: { response_action: 'update', view: modal([section('two')]) } });
    expect(await alice().submit(view)).toMatchObject({
      ok: true,
      view: { id: view.id, blocks: [{ text: { text: 'two' } }] },
    });
    here.app.respond = () => ({ body: { response_action: 'push', view: modal([section('three')]) } });
    const pushed = await alice().submit(view);
    expect(pushed.view).toMatchObject({ previousViewId: view.id });
    expect(await alice().submit(view)).toMatchObject({ error: 'not_found' });
    here.app.respond = () => ({ body: { response_action: 'clear' } });
    expect(await alice().submit(pushed.view?.id ?? '')).toMatchObject({ ok: true, view: null });
  });
});

describe('closing', () => {
  test('tells the app only when it asked; the X reports the root as cleared', async () => {
    const view = await opened(section('one'));
    await alice().close(view);
    expect(here.app.received[0]?.payload).toMatchObject({
      type: 'view_closed',
      is_cleared: false,
      view: { id: view.id },
    });
    const root = await opened(section('one'));
    here.app.respond = () => ({ body: { response_action: 'push', view: modal([section('two')]) } });
    const { view: top } = await alice().submit(root);
    await alice().close(top?.id ?? '', { all: true });
    expect(here.app.received.at(-1)?.payload).toMatchObject({
      type: 'view_closed',
      is_cleared: true,
      view: { id: root.id },
    });
    await open(modal([section('quiet')]));
    const before = here.app.received.length;
    await alice().close(here.slack.view('U-alice')?.id ?? '');
    expect(here.app.received).toHaveLength(before);
  });
});

describe('the Home tab', () => {
  test('is announced when opened and shows what was published', async () => {
    here.app.respond = ({ payload }) => {
      if (at(payload, 'event.type') !== 'app_home_opened') return {};
      const view = { type: 'home', blocks: [section('welcome')] };
      return api(here.slack, 'views.publish', { user_id: 'U-alice', view }).then(() => ({}));
    };
    expect(await alice().openHome()).toMatchObject({ type: 'home', blocks: [{ text: { text: 'welcome' } }] });
  });
});
