/** A driven world whose store holds what a test put there, each request with a card in the channel. */
import { parseJson } from '../../../src/simulators/slack/validation/json.ts';
import { addMessage } from '../../../src/simulators/slack/model/messages.ts';
import type { View } from '../../../src/simulators/slack/model/workspace.ts';
import { openStore } from '../../../src/store/store.ts';
import { type Driven, eventually, startDriven } from '../../support/driven.ts';
import { channels, people, type WorldOptions, wordsOf } from '../../support/world.ts';
import { put, type Story } from './log.ts';

/** `stories` gets the world's present time: nothing there may lie in the future. */
export async function seeded(
  stories: (now: number) => readonly Story[],
  options: Omit<WorldOptions, 'clock' | 'selfDriven'> = {},
): Promise<Driven> {
  const world = await startDriven(options);
  world.slack.model.shouldEscape = true;
  world.slack.model.shortcuts.add('fail_over_tenant');
  await world.stopBot();
  const store = await openStore(world.store());
  const channel = world.slack.model.channels.get(channels.incident);
  if (!channel) throw new Error('no channel');
  for (const one of stories(world.clock.now())) {
    const card = addMessage(world.slack.model, channel, { user: world.slack.model.app.botUserId, text: 'a card' });
    await put(store, one, card.ts);
  }
  await store.close();
  await world.startBot();
  return world;
}

/** Types the command and waits for what this person alone is told. */
export async function told(world: Driven, by: string, text: string, command = '/failover') {
  const before = world.slack.ephemerals(by).length;
  const answer = await world.slack.as(by).slash(command, text, channels.incident);
  if (!answer.ok) throw new Error(`the command was answered ${JSON.stringify(answer)}`);
  const message = await eventually(() => world.slack.ephemerals(by)[before]);
  return { text: message.text, words: wordsOf(message.blocks) || message.text, blocks: message.blocks };
}

/** The Home tab as this person sees it once it has been drawn anew. */
export async function home(world: Driven, by: string = people.mei): Promise<View> {
  const before = world.slack.calls('views.publish');
  await world.slack.as(by).openHome();
  await eventually(() => world.slack.calls('views.publish') > before);
  const view = world.slack.model.views.get(world.slack.model.homes.get(by) ?? '');
  if (!view) throw new Error('Slack refused the view');
  return view;
}

/** Every link of the blocks: in texts and behind buttons. */
export function linksOf(blocks: unknown): string[] {
  const text = JSON.stringify(parseJson(JSON.stringify(blocks)));
  return [...text.matchAll(/https:\/\/sandbox\.slack\.com\/[^|"\\>]+/g)].map(([link]) => link);
}

/** The buttons and fields of the blocks, in order. */
export function actionsOf(blocks: unknown): string[] {
  return [...JSON.stringify(blocks).matchAll(/"action_id":"([^"]+)"/g)].map(([, id]) => id ?? '');
}
