import { writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { View } from '../../../src/simulators/slack/model/workspace.ts';
import { type Listening, listening } from '../../support/listening.ts';
import { approve, ask } from '../../support/person.ts';
import {
  cardIn,
  channels,
  people,
  policyText,
  startWorld,
  threadText,
  type World,
  wordsOf,
} from '../../support/world.ts';

const wei = 'U0WEI';
let world: World;
let ocp: Listening;
beforeEach(() => {
  ocp = listening();
});
afterEach(async () => {
  await world.close();
  ocp.close();
});

/** In which languages OCP was asked for its prechecks, in order. */
const asked = () => ocp.heard.filter(({ path }) => path.endsWith('PreCheck')).map(({ language }) => language);

const inChinese = `${policyText}
languages:
  channels:
    ${channels.incident}: zh
`;

/** What is left in Latin letters once names, ids and OCP's own words are taken out. */
const englishIn = (text: string) => text.match(/\b(the|approved?|asked|waiting|because|is|was|of|not|and)\b/gi) ?? [];

describe('a channel whose language is Chinese', () => {
  it('has its card, its thread and the last word in Chinese, and OCP is asked in Chinese', async () => {
    world = await startWorld({ policy: inChinese, via: ocp.via });
    const { slack } = world;
    const card = await ask(world, { tenant: 'payments', reason: '杭州机房断电', serviceName: 'SVC_PAYMENTS' });
    expect(asked()[0]).toBe('en-US');
    await approve(world, card);
    const last = await slack.waitFor(() => slack.thread(card.channel, card.ts).find(({ broadcast }) => broadcast), {
      timeoutMs: 15_000,
    });
    expect(wordsOf(last.blocks) || last.text).toContain('已完成：集群 sh-prod 的 payments');
    const thread = threadText(slack, card);
    expect(thread).toContain('预检查');
    expect(thread).toContain('OCP 接受了调用');
    expect(thread).toContain('已核实');
    expect(englishIn(thread.replace(/\d+\/\d+ [\w ]+/g, '').replace(/“[^”]*”/g, ''))).toEqual([]);
    const now = wordsOf(cardIn(slack)?.blocks ?? []);
    expect(now).toContain('容灾切换');
    expect(now).toContain('现在是主租户');
    expect(now).toContain('现在要做的事');
    expect(asked().slice(1)).toEqual(
      asked()
        .slice(1)
        .map(() => 'zh-CN'),
    );
    expect(asked().length).toBeGreaterThanOrEqual(3);
  });

  it('keeps its language for the requests it has, whatever the policy becomes', async () => {
    world = await startWorld({ policy: inChinese });
    const { slack } = world;
    await ask(world);
    await slack.waitFor(() => (wordsOf(cardIn(slack)?.blocks ?? []).includes('待审批') ? true : null));
    writeFileSync(world.policyFile, policyText);
    const card = cardIn(slack);
    if (!card) throw new Error('no card');
    await slack.as(people.arun).click(card, 'reject', { confirm: true });
    await slack.waitFor(() => (wordsOf(cardIn(slack)?.blocks ?? []).includes('已驳回') ? true : null));
  });
});

describe('a person whose Slack is in Chinese', () => {
  async function formOf(person: string): Promise<View> {
    const { slack } = world;
    await slack.as(person).slash('/failover', 'payments', channels.incident);
    return slack.waitFor(() => {
      const open = slack.view(person);
      return open?.submit && wordsOf(open.blocks).includes('的 payments') && !wordsOf(open.blocks).includes('正在')
        ? open
        : null;
    });
  }

  async function withWei(): Promise<void> {
    world = await startWorld({ policy: policyText.replace(people.mei, `${people.mei}, ${wei}`), via: ocp.via });
    world.slack.addUser({ id: wei, name: 'wei', realName: 'Wei Zhang', locale: 'zh-CN' });
    world.slack.model.channels.get(channels.incident)?.members.add(wei);
  }

  it('gets the form, its errors and the help in Chinese, while the card speaks the channel’s English', async () => {
    await withWei();
    const { slack } = world;
    const view = await formOf(wei);
    expect(wordsOf(view.blocks)).toContain('*容灾切换用于主租户已失效的情况。*');
    expect(asked()).toContain('zh-CN');
    await slack.as(wei).type(view, 'service_name', '1');
    await slack.as(wei).type(view, 'reason', '杭州机房断电');
    const wrong = await slack.as(wei).submit(view);
    expect(JSON.stringify(wrong)).toContain('以字母开头');
    await slack.as(wei).type(view, 'service_name', '');
    const before = asked().length;
    expect((await slack.as(wei).submit(view)).ok).toBe(true);
    const card = await slack.waitFor(() => {
      const now = cardIn(slack);
      return now && wordsOf(now.blocks).includes('Waiting for approval') ? now : null;
    });
    expect(wordsOf(card.blocks)).toContain('*What will happen:*');
    expect(asked().slice(before)).toContain('en-US');

    await slack.as(wei).click(card, 'approve', { confirm: true });
    const refusal = await slack.waitFor(() => slack.ephemerals(wei).at(-1));
    expect(refusal.text).toMatch(/审批/);
    await slack.as(people.mei).click(card, 'approve', { confirm: true });
    const help = await slack.as(wei).slash('/failover', 'help', channels.incident);
    expect(JSON.stringify(help.body)).toContain('一人申请，另一人审批');
  });
});
