/** The audit channel: every change of the people file is told there, once, as those of the policy file are. */
import { writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Driven, logOf, startDriven } from '../support/driven.ts';
import { channels, people, policyText, wordsOf } from '../support/world.ts';

const audit = channels.incident;
const other = channels.random;
const policy = `audit_channel: ${audit}\n${policyText}`;
const MEI_TOO = 'U0MEITOO';
const arun = `  - { name: Arun Patel, slack: [${people.arun}] }\n`;
const mei = (accounts: string) => `  - { name: Mei Lin, slack: [${accounts}] }\n`;
const one = `people:\n${arun}${mei(`${people.mei}, ${MEI_TOO}`)}`;
/** Mei Lin counts as two people. */
const two = `people:\n${arun}${mei(people.mei)}  - { name: M. Lin, slack: [${MEI_TOO}] }\n`;

let world: Driven;
beforeEach(async () => {
  world = await startDriven({ policy, people: one });
  await world.tick();
});
afterEach(() => world.close());

const told = (channel: string = audit) => world.slack.messages(channel).map(({ blocks }) => wordsOf(blocks));
const ofPeople = (channel?: string) => told(channel).filter((words) => /people file/i.test(words));
const write = (text: string) => writeFileSync(world.config.peopleFile ?? '', text);
const writePolicy = (text: string) => writeFileSync(world.policyFile, text);

async function change(text: string): Promise<string[]> {
  const before = told().length;
  write(text);
  await world.pass(2_000);
  return told().slice(before);
}

async function restart(changed: Parameters<Driven['startBot']>[0] = {}): Promise<void> {
  await world.stopBot();
  await world.startBot(changed);
  await world.pass(3_000);
}

describe('a people file', () => {
  it('is told when the audit begins, beside the policy, and not again', async () => {
    await world.pass(10_000, 5_000);
    await restart();
    expect(told()).toEqual([
      expect.stringMatching(/^\*People file [0-9a-f]{12} is in force\.\* Its changes are posted here/),
      expect.stringMatching(/^\*Policy [0-9a-f]{12} is in force\.\*/),
    ]);
  });

  it('that changes is told with whose accounts changed, who came and who went, once, whatever is restarted', async () => {
    const [notice = '', ...more] = await change(two);
    expect(more).toEqual([]);
    const [head, ...lines] = notice.split('\n');
    expect(head).toMatch(/^\*The people file has changed:\* [0-9a-f]{12} → [0-9a-f]{12}\./);
    expect(lines).toEqual([
      'Person changed: *Mei Lin*',
      `• slack: <@${people.mei}> and <@${MEI_TOO}> → <@${people.mei}>`,
      `Person added: *M. Lin*, <@${MEI_TOO}>`,
    ]);
    const { length } = told();
    await restart();
    expect(told()).toHaveLength(length);
    expect(await change(one)).toEqual([expect.stringContaining(`Person removed: *M. Lin*, <@${MEI_TOO}>`)]);
    expect(await change(`# reviewed\n${one}`)).toEqual([]);
  });

  it('that changed while nothing ran is told at the next start', async () => {
    await world.stopBot();
    write(two);
    await world.startBot();
    await world.tick();
    expect(told().at(-1)).toContain('Person changed: *Mei Lin*');
  });

  it('that is broken is told with its places, and its repair, with a change or without', async () => {
    const [broken = '', ...more] = await change(one.replace('name: Mei', 'nom: Mei'));
    expect(more).toEqual([]);
    expect(broken).toMatch(/^\*The people file is broken and was refused\.\* Version [0-9a-f]{12} stays in force\./);
    expect(broken).toMatch(/people\.yaml:3:\d+ people\[1\]\.name is required/);
    expect(await change('people: []\n')).toEqual([expect.stringContaining('is empty: nobody could take part')]);
    await world.pass(20_000, 5_000);
    expect(ofPeople()).toHaveLength(3);
    expect(await change(one)).toEqual([expect.stringMatching(/^\*The people file is valid again\.\*/)]);

    await change('people: []\n');
    const [both = '', ...rest] = await change(two);
    expect(rest).toEqual([]);
    expect(both).toContain('valid again');
    expect(both).toContain('Person added: *M. Lin*');
  });
});

describe('a bot that is started without one', () => {
  it('tells that none is in use any more, once, and begins anew when there is one again', async () => {
    const { length } = told();
    await restart({ peopleFile: null });
    await restart({ peopleFile: null });
    expect(told().slice(length)).toEqual([
      expect.stringMatching(/^\*No people file is in use any more\.\* Version [0-9a-f]{12} was the last\./),
    ]);
    write(two);
    await restart();
    expect(told().slice(length + 1)).toEqual([expect.stringMatching(/^\*People file [0-9a-f]{12} is in force\.\*/)]);
  });

  it('tells it later when Slack does not take it, and in the channel that the audit leaves as well', async () => {
    world.slack.faults.add({ target: 'chat.postMessage', kind: 'http_500_before', times: 2 });
    world.slack.model.channels.get(other)?.members.add(world.slack.model.app.botUserId);
    writePolicy(policy.replace(audit, other));
    await restart({ peopleFile: null });
    await world.pass(10_000, 1_000);
    for (const channel of [audit, other])
      expect(ofPeople(channel).filter((words) => words.startsWith('*No people file'))).toHaveLength(1);
  });
});

describe('when Slack does not take the message', () => {
  it('it is told later, not at once again, also by a bot that was started meanwhile', async () => {
    world.slack.faults.add({ target: 'chat.postMessage', kind: 'http_500_before', times: 2 });
    write(two);
    await world.pass(1_000, 100);
    expect(logOf(world).filter(({ event }) => event === 'people_notice_waits')).toHaveLength(1);
    await restart();
    expect(ofPeople().filter((words) => words.includes('Person added'))).toHaveLength(1);
  });

  it('nor said whether it did, it is told again rather than perhaps never', async () => {
    world.slack.faults.add({ target: 'chat.postMessage', kind: 'reset_after' });
    write(two);
    await world.pass(20_000, 2_000);
    expect(ofPeople().filter((words) => words.includes('Person added'))).toHaveLength(2);
  });

  it('what became of the policy is told all the same', async () => {
    const moved = policy.replace(audit, other);
    write(two);
    writePolicy(moved);
    await world.pass(5_000);
    // The bot is not in the new channel.
    expect(told().slice(-2)).toEqual([
      expect.stringContaining('Person added: *M. Lin*'),
      expect.stringContaining(`from now on in <#${other}>`),
    ]);
    expect(told(other)).toEqual([]);
  });
});

describe('the channel and the language', () => {
  const invite = () => world.slack.model.channels.get(other)?.members.add(world.slack.model.app.botUserId);

  it('are those of the policy in force; a move made together with the change is no way around the old channel', async () => {
    invite();
    write(two);
    writePolicy(`${policy.replace(audit, other)}languages: { channels: { ${other}: zh } }\n`);
    await world.pass(5_000);
    expect(ofPeople().at(-1)).toContain('Person added: *M. Lin*');
    expect(told(other)[0]).toMatch(/^\*人员文件已变更：\* [^]*新增人员 \*M\. Lin\*/);

    const { length } = told();
    expect(await change('people: []\n')).toEqual([]);
    expect(told(other).at(-1)).toContain('*人员文件有误，未被采用。*');
    write(two);
    await world.pass(5_000);
    expect(told(other).at(-1)).toContain('*人员文件已恢复正常。*');
    expect(told()).toHaveLength(length);
  });

  it('without an audit channel are the log', async () => {
    await change(two);
    const { length } = ofPeople();
    writePolicy(policyText);
    await world.pass(2_000);
    await change(one);
    expect(ofPeople()).toHaveLength(length);
    const announced = logOf(world).filter(({ event }) => event === 'people_announced');
    expect(announced).toMatchObject([
      { kind: 'begins', channels: [audit] },
      { kind: 'changed', changes: ['person_changed', 'person_added'], channels: [audit] },
      { kind: 'changed', changes: ['person_changed', 'person_removed'], channels: [] },
    ]);
  });
});
