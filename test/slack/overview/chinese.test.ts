/** Status, history, the Home tab and the doctor for a person whose Slack is in Chinese, whatever the channel speaks. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Driven, eventually } from '../../support/driven.ts';
import { channels, people, policyText, wordsOf } from '../../support/world.ts';
import { MINUTE, story } from './log.ts';
import { home, seeded, told } from './seeded.ts';

const wei = 'U0WEI';
let world: Driven;

beforeEach(async () => {
  const stories = (now: number) => [
    story('R-1', { at: now - 3 * MINUTE, name: 'orders', rule: { approvers: [people.arun, wei] } }),
    story('R-2', { at: now - 5 * MINUTE, name: 'pay' }).running('Sr...', { startedAt: now - 2 * MINUTE }),
    story('R-3', { at: now - 6 * MINUTE, name: 'stock' }).failed(),
    story('R-4', { at: now - 7 * MINUTE, name: 'carts' }).lost(),
    story('R-5', { at: now - 60 * MINUTE, name: 'old' }).rejected(),
    story('R-6', { at: now - 90 * MINUTE, name: 'ledger' }).succeeded(),
  ];
  world = await seeded(stories, { policy: policyText.replace(people.mei, `${people.mei}, ${wei}`) });
  world.slack.addUser({ id: wei, name: 'wei', realName: 'Wei Zhang', locale: 'zh-CN' });
  world.slack.model.channels.get(channels.incident)?.members.add(wei);
});
afterEach(() => world.close());

const names = ['orders', 'pay', 'stock', 'carts', 'old', 'ledger', 'shanghai', 'everything', 'Step', 'more', 'Sandbox'];
const terms = ['OCP', 'Slack', 'UTC', 'GB', 'amp'];

/** Words in Latin letters that are no names, and what stands between words as it does in English. */
function foreign(text: string): readonly string[] {
  const bare = text
    .replace(/<!date\^[^>]*>|https?:[^|>\s]*\|?|[@#][CU]0[A-Z]*/g, '')
    .replace(/\b[0-9a-f]{12}\b/g, '')
    .replace(new RegExp(`\\b(${[...names, ...terms].join('|')})\\b`, 'g'), '');
  return bare.match(/[A-Za-z]{2,}|[,:] /g) ?? [];
}

test('status', async () => {
  const { text, words } = await told(world, wei, 'status');
  for (const said of [
    '等待人处理：3',
    '集群 shanghai 的 orders 的容灾切换>*，<@U0MEI> 于 3 分前申请',
    '• 待审批：已同意 0/1。<@U0ARUN> 或 <@U0WEI> 可审批，截止 <!date^',
    '• 在 2/5 Step 2 &amp; more 失败。须选择补救操作或结束。',
    '• 结果未知：OCP 没有明确响应，任务列表中也没有该任务。',
    '进行中，无须任何人操作：1',
    '• 2/5 Step 2 &amp; more，已 2 分（超时 30 分）',
  ])
    expect(words).toContain(said);
  expect(foreign(`${text}\n${words}`)).toEqual([]);
});

test('the Home tab', async () => {
  const words = wordsOf((await home(world, wei)).blocks);
  for (const said of ['租户容灾切换', '等待您处理：1', '未结束：3', '最近结束', '打开话题', '重新打开本页即可刷新'])
    expect(words).toContain(said);
  expect(words).toContain('*集群 shanghai 的 old 的容灾切换：已驳回*\n<@U0MEI> 申请，<!date^');
  expect(foreign(words)).toEqual([]);
});

test('history', async () => {
  await world.slack.as(wei).slash('/failover', 'history 7d', channels.incident);
  const view = await eventually(() => {
    const open = world.slack.view(wei);
    return open && wordsOf(open.blocks).includes('ledger') ? open : null;
  });
  expect([view.title, view.close]).toMatchObject([{ text: '历史' }, { text: '关闭' }]);
  const words = wordsOf(view.blocks);
  expect(words).toContain('已结束的申请（最近 7 天），最新的在前。第 1 到 2 个');
  expect(words).toContain('，<@U0ARUN> 同意，用时 4 分 2 秒，其中调用之后 3 分。');
  expect(foreign(words)).toEqual([]);
});

test('the doctor', async () => {
  const { text, words } = await told(world, wei, 'doctor');
  expect(text).toBe('发现 3 个问题。');
  for (const said of [
    '• 正常：令牌有效，工作区 Sandbox。',
    '与机器人的时钟相差 0 秒。',
    '• *问题：* 规则“everything”中有访客',
  ])
    expect(words).toContain(said);
  expect(foreign(`${text}\n${words}`)).toEqual([]);
});
