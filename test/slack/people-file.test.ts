/** A people file in use: accounts stop counting as people, and what is wrong is told to whoever tried. */
import { writeFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import {
  cardNow,
  click,
  type Driven,
  eventsOf,
  fillForm,
  hears,
  logOf,
  posts,
  request,
  startDriven,
  threadLines,
} from '../support/driven.ts';
import { buttonsOf, channels, people, policyText } from '../support/world.ts';

/** Mei Lin's second account, which the policy names as an approver. */
const MEI_TOO = 'U0MEITOO';
const file = (text: string) => `people:\n${text}`;
const mei = (accounts: string) => `  - { name: Mei Lin, slack: [${accounts}] }\n`;
const arun = `  - { name: Arun Patel, slack: [${people.arun}] }\n`;

let world: Driven;
afterEach(() => world.close());

async function start(text: string): Promise<void> {
  const policy = policyText.replace('approvers: [', `approvers: [${MEI_TOO}, `);
  world = await startDriven({ policy, people: text });
  world.slack.addUser({ id: MEI_TOO, name: 'mei.too', realName: 'Mei Lin' });
  world.slack.model.channels.get(channels.incident)?.members.add(MEI_TOO);
}
const rewrite = (text: string) => writeFileSync(world.config.peopleFile ?? '', text);

describe('with a people file', () => {
  it('the requester’s other account does not approve, and is told why', async () => {
    await start(file(mei(`${people.mei}, ${MEI_TOO}`) + arun));
    const card = await request(world);
    await click(world, card, 'approve', MEI_TOO);
    await hears(world, MEI_TOO, 'By the people file this would be the same person twice');
    expect(eventsOf(world)).toEqual(['requested', 'inspected', 'attempt_refused']);
    await world.pass(5_000);
    expect(posts(world)).toEqual([]);
    expect(buttonsOf(cardNow(world, card))).toContain('approve');
  });

  it('whom it does not name is refused, and whom it gives to two people', async () => {
    await start(file(mei(people.mei) + arun));
    const card = await request(world);
    await click(world, card, 'approve', people.sofia);
    await hears(world, people.sofia, 'The people file does not say whose Slack account this is');
    rewrite(file(mei(`${people.mei}, ${people.sofia}`) + arun.replace(people.arun, `${people.arun}, ${people.sofia}`)));
    await click(world, card, 'approve', people.sofia);
    await hears(world, people.sofia, 'The people file gives this Slack account to more than one person');
    expect(eventsOf(world)).toEqual(['requested', 'inspected', 'attempt_refused', 'attempt_refused']);
  });

  it('whom it does not name does not get a form to fill', async () => {
    await start(file(arun));
    await expect(fillForm(world)).rejects.toThrow();
    expect(JSON.stringify(world.slack.view(people.mei)?.blocks)).toContain('The people file does not say whose');
  });

  it('who became the asker between approval and call sends the request back, before anything is sent', async () => {
    await start(file(mei(people.mei) + arun + `  - { name: Other, slack: [${MEI_TOO}] }\n`));
    const card = await request(world);
    await click(world, card, 'approve', MEI_TOO);
    rewrite(file(mei(`${people.mei}, ${MEI_TOO}`) + arun));
    await world.pass(3_000);
    expect(posts(world)).toEqual([]);
    expect(eventsOf(world)).toContain('returned');
    const said = threadLines(world, card).join('\n');
    expect(said).toContain(
      `<@${MEI_TOO}> may no longer take part: by the people file they are one person with the requester or another approver`,
    );
  });

  it('a broken change is said in the log and at /readyz, and the last good one goes on', async () => {
    await start(file(mei(`${people.mei}, ${MEI_TOO}`) + arun));
    const card = await request(world);
    rewrite('people: []\n');
    await click(world, card, 'approve', MEI_TOO);
    await hears(world, MEI_TOO, 'By the people file this would be the same person twice');
    expect(logOf(world).find(({ event }) => event === 'people_refused')).toMatchObject({
      problems: [expect.stringContaining('people.yaml:1:9 people is empty')],
    });
    const ready = await fetch(`http://127.0.0.1:${world.bot().port}/readyz`);
    expect(ready.status).toBe(200);
    expect(await ready.text()).toContain('the last good people file is in force');
  });
});
