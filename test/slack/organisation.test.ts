/** Workspace and organisation are two things: who counts as a member where a workspace is one of several. */
import { Writable } from 'node:stream';
import { WebClient } from '@slack/web-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLog } from '../../src/log/log.ts';
import { type SlackSandbox, startSlack } from '../../src/simulators/slack/start.ts';
import { boltLogger } from '../../src/slack/inbound/bolt-logger.ts';
import { createIdentity } from '../../src/slack/client/identity.ts';
import { createPeople } from '../../src/slack/client/people.ts';
import { webOptions } from '../../src/slack/client/web.ts';
import { type ManualClock, manualClock } from '../support/clock.ts';
import { click, type Driven, posts, request, startDriven } from '../support/driven.ts';
import { channels, people, policyText, secrets } from '../support/world.ts';

const silent = createLog({ level: 'error', destination: new Writable({ write: (_chunk, _encoding, done) => done() }) });

describe('an Enterprise organisation', () => {
  let slack: SlackSandbox;
  let clock: ManualClock;
  let web: WebClient;
  const organisation = 'E0ACME';
  const read = async (id: string, peopleFrom: 'workspace' | 'organisation' | null) => {
    const source = () => (peopleFrom ? Promise.resolve(peopleFrom) : Promise.reject(new Error('no policy')));
    const using = createPeople({ web, clock, identity: createIdentity(web), peopleFrom: source });
    return (await using.read([id], [], 0))[0]?.standing;
  };

  beforeEach(async () => {
    clock = manualClock();
    const workspace = { rateLimits: false, organisationId: organisation };
    slack = await startSlack({
      clock,
      signingSecret: secrets.signingSecret,
      botToken: secrets.botToken,
      appToken: 'xapp-test',
      workspace,
    });
    web = new WebClient(secrets.botToken, webOptions(slack.apiUrl, boltLogger(silent)));
    slack.addUser({ id: 'U0SISTER', name: 'sister', teamId: 'T0SISTER' });
    slack.addUser({ id: 'U0VISITOR', name: 'visitor', teamId: 'T0SISTER', kind: 'guest' });
    slack.addUser({ id: 'U0STRANGER', name: 'stranger', kind: 'external' });
    slack.addUser({ id: 'U0FOREIGN', name: 'foreign', teamId: 'T0FOREIGN', organisationId: 'E0OTHER' });
  });

  afterEach(() => slack.close());

  it('has people of other workspaces, who count where the policy says so', async () => {
    expect(await read('U0SISTER', 'workspace')).toBe('other_workspace');
    expect(await read('U0SISTER', 'organisation')).toBe('member');
  });

  it('counts nobody in while the policy cannot be read', async () => {
    expect(await read('U0SISTER', null)).toBe('other_workspace');
  });

  it('does not make its guests, nor people of other organisations, members', async () => {
    expect(await read('U0VISITOR', 'organisation')).toBe('guest');
    expect(await read('U0STRANGER', 'organisation')).toBe('external');
    expect(await read('U0FOREIGN', 'organisation')).toBe('external');
  });
});

describe('under people_from: organisation', () => {
  const sister = 'U0SISTER';
  let world: Driven;
  beforeEach(async () => {
    const rules = policyText.replaceAll(/(requesters|approvers): \[/g, `$1: [${sister}, `);
    world = await startDriven({ organisationId: 'E0ACME', policy: `people_from: organisation\n${rules}` });
    world.slack.addUser({ id: sister, name: 'sister', teamId: 'T0SISTER' });
    world.slack.model.channels.get(channels.incident)?.members.add(sister);
  });
  afterEach(() => world.close());

  it.each([
    [people.mei, sister],
    [sister, people.arun],
  ])('what %s asks for %s approves, though Slack names each one’s own workspace', async (by, approver) => {
    const card = await request(world, { by });
    await click(world, card, 'approve', approver);
    await world.until(() => posts(world).length === 1, { stepMs: 1_000 });
  });
});
