import { App, HTTPReceiver, LogLevel } from '@slack/bolt';
import { expect, test } from 'vitest';
import { systemClock } from '../../../src/lib/clock.ts';
import { startSlack } from '../../../src/simulators/slack/start.ts';
import { appToken, botToken, signingSecret } from './support.ts';

/** The product's own path, walked by Bolt: whatever the simulation gets wrong, Slack's framework would not accept. */
test('Bolt over HTTP: command, form, options, submission, card, click, thread', async () => {
  const slack = await startSlack({ clock: systemClock, signingSecret, botToken, appToken });
  slack.addUser({ id: 'U1', name: 'alice' });
  slack.addUser({ id: 'U2', name: 'bob' });
  slack.addChannel({ id: 'C1', name: 'incident', members: ['U1', 'U2'] });

  const receiver = new HTTPReceiver({ signingSecret, logLevel: LogLevel.ERROR });
  const clientOptions = { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } };
  const app = new App({ token: botToken, receiver, clientOptions, deferInitialization: true, convoStore: false });
  await app.init();

  app.command('/failover', async ({ ack, body, client }) => {
    await ack();
    await client.views.open({
      trigger_id: body.trigger_id,
      view: {
        type: 'modal',
        callback_id: 'failover',
        private_metadata: body.channel_id,
        title: { type: 'plain_text', text: 'Failover' },
        submit: { type: 'plain_text', text: 'Request' },
        blocks: [
          {
            type: 'input',
            block_id: 'tenants',
            label: { type: 'plain_text', text: 'Tenants' },
            element: { type: 'multi_external_select', action_id: 'tenants', min_query_length: 2 },
          },
        ],
      },
    });
  });
  app.options('tenants', async ({ ack, options }) => {
    await ack({ options: [{ text: { type: 'plain_text', text: options.value }, value: '1:1002' }] });
  });
  app.view('failover', async ({ ack, view, client, body }) => {
    const chosen = view.state.values['tenants']?.['tenants']?.selected_options ?? [];
    await client.apiCall('chat.postMessage', {
      channel: view.private_metadata,
      text: `${body.user.id} asks for ${chosen.map((one) => one.value).join()}`,
      blocks: [
        { type: 'plan', title: 'Failover', tasks: [] },
        {
          type: 'actions',
          elements: [
            { type: 'button', action_id: 'approve', value: 'r1', text: { type: 'plain_text', text: 'Approve' } },
          ],
        },
      ],
    });
    await ack();
  });
  app.action('approve', async ({ ack, body, client }) => {
    await ack();
    if (body.type !== 'block_actions' || body.container['type'] !== 'message') return;
    const thread_ts = String(body.container['message_ts']);
    await client.apiCall('chat.postMessage', { channel: 'C1', thread_ts, text: `approved by ${body.user.id}` });
  });

  const server = await app.start(0);
  const address = server.address();
  slack.setAppUrl(`http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/slack/events`);

  const alice = slack.as('U1');
  expect(await alice.slash('/failover', '', 'C1')).toMatchObject({ ok: true });
  const form = await slack.waitFor(() => slack.view('U1'));
  expect((await alice.search(form, 'tenants', 'orders')).options).toMatchObject([
    { value: '1:1002', text: { text: 'orders' } },
  ]);
  await alice.choose(form, 'tenants', ['1:1002']);
  expect(await alice.submit(form)).toMatchObject({ ok: true, view: null });
  const [card] = slack.messages('C1');
  expect(card?.text).toBe('U1 asks for 1:1002');
  if (card === undefined) throw new Error('there is no card');
  expect(await slack.as('U2').click(card, 'approve')).toMatchObject({ ok: true });
  const [line] = await slack.waitFor(() =>
    slack.thread('C1', card.ts).length > 0 ? slack.thread('C1', card.ts) : null,
  );
  expect(line?.text).toBe('approved by U2');

  await app.stop();
  await slack.close();
});

test('a request signed with another secret is refused, as by a real app', async () => {
  const slack = await startSlack({ clock: systemClock, signingSecret: 'another', botToken, appToken });
  slack.addUser({ id: 'U1', name: 'alice' });
  slack.addChannel({ id: 'C1', name: 'incident', members: ['U1'] });
  const receiver = new HTTPReceiver({ signingSecret, logLevel: LogLevel.ERROR, logger: quiet });
  const app = new App({ token: botToken, receiver, clientOptions: { slackApiUrl: slack.apiUrl }, convoStore: false });
  const server = await app.start(0);
  const address = server.address();
  slack.setAppUrl(`http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/slack/events`);
  expect(await slack.as('U1').slash('/failover', '', 'C1')).toMatchObject({ error: 'dispatch_failed', status: 401 });
  await app.stop();
  await slack.close();
});

const quiet = {
  ...{ debug() {}, info() {}, warn() {}, error() {}, setLevel() {}, setName() {} },
  getLevel: () => LogLevel.ERROR,
};
