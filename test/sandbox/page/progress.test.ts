/** How far somebody has come with the guide, from what the simulated Slack and OCP tell. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { adminState } from '../../../src/simulators/ocp/admin/admin-state.ts';
import { progressOf } from '../../../src/sandbox/page/ocp/progress.ts';
import { ocpSchema, type Slack, slackSchema } from '../../../src/sandbox/page/blocks/shapes.ts';
import { failover, finish, testModel } from '../ocp/support.ts';
import { api, plainText, section, type Stage, stage } from '../slack/support.ts';

let here: Stage;
beforeEach(async () => {
  here = await stage();
  here.slack.addChannel({ id: 'C-audit', name: 'policy-audit', members: ['U-alice'] });
});
afterEach(() => here.close());

const looking = async (channel: string): Promise<Slack> =>
  slackSchema.parse(await (await fetch(`${here.slack.adminUrl}state?user=U-alice&channel=${channel}`)).json());
const nothing = { asked: false, called: false, ended: false, wentWrong: false };
const quiet = { ocp: null, wentWrong: false };

describe('a request', () => {
  it('is not asked by messages without a heading', async () => {
    await api(here.slack, 'chat.postMessage', { channel: 'C-audit', text: 'policy', blocks: [section('policy')] });
    expect(progressOf(quiet, await looking('C-audit'))).toEqual(nothing);
  });

  it('is asked when its card stands in any channel, whichever is looked at', async () => {
    const blocks = [{ type: 'header', text: plainText('Fail over orders') }, section('as asked')];
    await api(here.slack, 'chat.postMessage', { channel: 'C1', text: 'card', blocks });
    for (const channel of ['C1', 'C-audit']) {
      expect(progressOf(quiet, await looking(channel))).toEqual({ ...nothing, asked: true });
    }
  });

  it('is called when OCP has a task, and ended when one runs no longer', async () => {
    const model = testModel();
    const slack = await looking('C-audit');
    const task = failover(model);
    const ocp = () => ocpSchema.parse(adminState(model, 'none'));
    expect(progressOf({ ocp: ocp(), wentWrong: false }, slack)).toEqual({ ...nothing, asked: true, called: true });
    finish(model, task);
    expect(progressOf({ ocp: ocp(), wentWrong: true }, slack)).toEqual({
      asked: true,
      called: true,
      ended: true,
      wentWrong: true,
    });
  });
});
