/** What people do in the tests: each act waits for what the person would see. */
import type { Message } from '../../src/simulators/slack/model/workspace.ts';
import { buttonsOf, cardIn, channels, people, type World } from './world.ts';

export interface Asked {
  readonly tenant?: string;
  readonly by?: string;
  readonly channel?: string;
  readonly reason?: string;
  readonly serviceName?: string;
}

/** Opens the form, chooses the tenant, waits for OCP's precheck, submits. Resolves with the card as posted. */
export async function ask(world: World, asked: Asked = {}): Promise<Message> {
  const { slack } = world;
  const by = asked.by ?? people.mei;
  const before = slack.messages(channels.incident).length;
  const answer = await slack.as(by).slash('/failover', asked.tenant ?? 'payments', asked.channel ?? channels.incident);
  if (!answer.ok) throw new Error(`the command was answered ${JSON.stringify(answer)}`);
  const view = await slack.waitFor(() => {
    const open = slack.view(by);
    return open?.submit && JSON.stringify(open.blocks).includes('Precheck of') ? open : null;
  });
  if (asked.serviceName !== undefined) await slack.as(by).type(view, 'service_name', asked.serviceName);
  await slack.as(by).type(view, 'reason', asked.reason ?? 'hangzhou is down');
  const submitted = await slack.as(by).submit(view);
  if (!submitted.ok) throw new Error(`the form was answered ${JSON.stringify(submitted)}`);
  return slack.waitFor(() => (slack.messages(channels.incident).length > before ? cardIn(slack) : null));
}

/** Waits until the card offers the button. */
export function offers(world: World, card: Message, button: string): Promise<Message> {
  return world.slack.waitFor(() => {
    const now = current(world, card);
    return now && buttonsOf(now).includes(button) ? now : null;
  });
}

export function current(world: World, card: Message): Message | undefined {
  return world.slack.messages(card.channel).find(({ ts }) => ts === card.ts);
}

export async function approve(world: World, card: Message, by: string = people.arun) {
  await offers(world, card, 'approve');
  return world.slack.as(by).click(card, 'approve', { confirm: true });
}
