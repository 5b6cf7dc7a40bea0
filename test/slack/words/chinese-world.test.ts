/** A Chinese channel and a Chinese person while OCP, Slack and the policy file fail: over HTTP, with what is said read back. */
import { writeFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import {
  cardWords,
  click,
  type Driven,
  eventsOf,
  eventually,
  fillForm,
  privately,
  request,
  startDriven,
  started,
} from '../../support/driven.ts';
import { type Listening, listening } from '../../support/listening.ts';
import { cardIn, channels, people, policyText, wordsOf } from '../../support/world.ts';
import { englishIn } from './latin.ts';
import { ocpsOwn } from './stories.ts';

const wei = 'U0WEI';
const policy = `audit_channel: ${channels.incident}
languages: { default: zh }
${policyText.replace(people.mei, `${people.mei}, ${wei}`)}`;

let world: Driven;
let ocp: Listening;
afterEach(async () => {
  await world.close();
  ocp.close();
});

async function start(): Promise<void> {
  ocp = listening();
  world = await startDriven({ policy, via: ocp.via });
  world.slack.addUser({ id: wei, name: 'wei', realName: 'Wei Zhang', locale: 'zh-CN' });
  world.slack.model.channels.get(channels.incident)?.members.add(wei);
}

/** Everything that stands in the channel, cards as they were and threads. */
function channelText(): string {
  const messages = world.slack.model.channels.get(channels.incident)?.messages ?? [];
  return messages.map(({ blocks, text }) => `${wordsOf(blocks)}\n${text}`).join('\n');
}

/** In which languages OCP was asked since then. */
function languages(from: number): ReadonlySet<string> {
  return new Set(ocp.heard.slice(from).map(({ language }) => language));
}

/** Said in Chinese, with these words in it. */
function says(text: string, ...expected: readonly string[]): void {
  for (const one of expected) expect(text).toContain(one);
  // The reason is the requester's; so is what OCP puts into its sentence.
  expect(englishIn(text, [...ocpsOwn, 'hangzhou is down', 'the tenant'])).toEqual([]);
}

describe('in a Chinese channel', () => {
  it('OCP that cannot be reached, forbids, loses its answer and refuses is told in Chinese, its words in its Chinese', async () => {
    await start();
    const view = await fillForm(world);
    world.ocp.model.addFault({ kind: 'unreachable' });
    await world.slack.as(people.mei).submit(view);
    await world.until(() => cardIn(world.slack));
    await world.pass(20_000);
    says(channelText(), '受阻', 'OCP 没有响应（UND_ERR_SOCKET；GET /api/v2/');
    world.ocp.model.clearFaults();
    world.ocp.model.addFault({ kind: 'reply', outcome: 'status', path: '*PreCheck', status: 403, times: null });
    await world.pass(60_000, 5_000);
    says(channelText(), 'OCP 返回 HTTP 403，IAM11000：“您没有执行该操作的权限');
    world.ocp.model.clearFaults();
    await world.until(() => eventsOf(world).includes('inspected'), { stepMs: 5_000 });
    await world.tick();
    const card = cardIn(world.slack);
    if (!card) throw new Error('no card');
    world.ocp.model.addFault({ kind: 'reply', outcome: 'status', path: '*/failover', status: 409 });
    await click(world, card, 'approve');
    await world.pass(3_000);
    expect(eventsOf(world).slice(-2)).toEqual(['call_refused', 'ended']);
    says(channelText(), 'OCP 拒绝了调用：HTTP 409，COM10005：“处理 the tenant 时发生冲突”');
    says(cardWords(world, card), '被 OCP 拒绝');
  });

  it('a lost answer and Slack’s silence are told in Chinese', async () => {
    await start();
    world.ocp.model.addFault({ kind: 'reply', outcome: 'loseBeforeEffect', path: '*/failover' });
    const card = await started(world);
    await world.until(() => eventsOf(world).includes('call_lost'), { stepMs: 5_000 });
    await world.tick();
    says(channelText(), '结果未知：OCP 没有响应（UND_ERR_SOCKET）');
    const from = ocp.heard.length;
    await click(world, card, 'resend');
    await world.tick();
    expect(languages(from)).toEqual(new Set(['zh-CN']));
    await click(world, card, 'approve', people.sofia);
    world.clock.advance(3_000);
    world.slack.faults.add({ target: 'users.info', kind: 'error', code: 'internal_error', times: null });
    await world.pass(60_000, 5_000);
    says(channelText(), '受阻：Slack 未说明申请人和审批人的身份。会持续重试');
  });

  it('what differs before the call, a freeze without an end among it, is told in Chinese', async () => {
    await start();
    const card = await request(world);
    await click(world, card, 'approve');
    for (const tenant of world.ocp.model.world.tenants.values()) tenant.alive = true;
    const always = '{ days: [mon, tue, wed, thu, fri, sat, sun], from: "00:00", until: "24:00" }';
    writeFileSync(world.policyFile, `freezes: [{ name: 春节, weekly: ${always}, zone: Asia/Shanghai }]\n${policy}`);
    await world.pass(3_000);
    expect(eventsOf(world).at(-1)).toBe('returned');
    says(channelText(), '策略目前不允许：春节，没有结束时间。', '主租户仍然可以连接', '*策略已变更：*');
  });

  it('a broken policy file is told in Chinese in the audit channel, and by the doctor', async () => {
    await start();
    await world.tick();
    writeFileSync(world.policyFile, `${policy.replace('approvers:', 'approver:')}stop: {\n`);
    await world.pass(6_000);
    says(channelText(), '*策略文件有误，未被采用。*', '文件：不是正确的 YAML：');
    writeFileSync(world.policyFile, policy.replace('approvers:', 'approver:'));
    await world.pass(6_000);
    says(channelText(), 'rules[0].approvers：必须填写', 'rules[0].approver：不是已知的键');
    world.ocp.model.addFault({ kind: 'reply', outcome: 'status', path: '*/tenants*', method: 'GET', status: 401 });
    await world.slack.as(wei).slash('/failover', 'doctor', channels.incident);
    await eventually(() => privately(world, wei).includes('策略'));
    says(
      privately(world, wei),
      '策略文件有误，未被采用',
      '必须填写',
      'OCP 拒绝了 Twokey 的登录（HTTP 401',
      '请检查 OCP 的凭据',
    );
  });
});

describe('of a Chinese request', () => {
  it('everything is asked of OCP in Chinese: call, tasks, search, log, remedy, roles', async () => {
    await start();
    const card = await request(world);
    const from = ocp.heard.length;
    const step = 'Reset log restore source';
    world.ocp.model.addFault({ kind: 'reply', outcome: 'loseAfterEffect', path: '*/failover' });
    world.ocp.model.addFault({ kind: 'subtask', outcome: 'fail', subtask: step });
    await click(world, card, 'approve');
    await world.until(() => cardWords(world, card).includes('*失败：*'), { stepMs: 2_500 });
    world.ocp.model.addFault({ kind: 'reply', outcome: 'loseAfterEffect', path: '*/retry' });
    await click(world, card, 'retry');
    await world.tick();
    await click(world, card, 'approve', people.sofia);
    await world.until(() => eventsOf(world).includes('ended'), { stepMs: 2_500 });
    expect(eventsOf(world)).toEqual(expect.arrayContaining(['call_found', 'remedy_unknown', 'remedy_found']));
    for (const part of ['/failover', '/instances?', '/log', '/retry', '/tenants/'])
      expect(ocp.heard.slice(from).some(({ path }) => path.includes(part))).toBe(true);
    expect(languages(from)).toEqual(new Set(['zh-CN']));
    says(channelText(), '已完成');
  });
});

describe('a Chinese person', () => {
  it('is told in Chinese why a form has nothing to choose', async () => {
    await start();
    world.ocp.model.addFault({ kind: 'unreachable' });
    await world.slack.as(wei).slash('/failover', '', channels.incident);
    const view = await eventually(() => {
      const open = world.slack.view(wei);
      return open && wordsOf(open.blocks).includes('无法') ? open : null;
    });
    says(wordsOf(view.blocks), '无法读取 OCP 的租户：OCP 没有响应（UND_ERR_SOCKET；GET /api/v2/ob/tenants）。');
  });
});
