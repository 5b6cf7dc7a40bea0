/** A pair whose sides stand under two rules, from the form to OCP. */
import { writeFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { cardWords, click, type Driven, hears, posts, request, startDriven, threadLines } from '../support/driven.ts';
import { channels, people } from '../support/world.ts';

const { mei, arun, sofia } = people;

/** Production, in which every primary is, wants two; the recovery site one. */
const policy = (top = '') => `${top}
channel: ${channels.incident}
rules:
  - name: production
    clusters: [hz-prod]
    requesters: [${mei}]
    approvers: [${arun}, ${sofia}, ${mei}]
    approvals: 2
    reading_time: 0s
  - name: recovery site
    clusters: [sh-prod]
    requesters: [${mei}]
    approvers: [${arun}, ${sofia}, ${people.gone}]
    reading_time: 0s
`;

let world: Driven;
afterEach(() => world.close());

describe('a failover of the standby, in another cluster than production', () => {
  it('is not sent with the one approval of the standby’s rule, but with the two of the primary’s', async () => {
    world = await startDriven({ policy: policy() });
    const card = await request(world);
    expect(cardWords(world, card)).toContain('0 of 2');
    expect(cardWords(world, card)).toContain('rule recovery site and production');
    await click(world, card, 'approve', arun);
    await world.pass(10_000);
    expect(posts(world)).toEqual([]);
    expect(cardWords(world, card)).toContain('1 of 2');
    await click(world, card, 'approve', sofia);
    await world.until(() => posts(world).length > 0, { stepMs: 1_000 });
    expect(posts(world)).toHaveLength(1);
  });

  it('names those alone who can still approve: not who asked, nor who one of the rules does not name', async () => {
    world = await startDriven({ policy: policy() });
    const card = await request(world);
    expect(cardWords(world, card)).toContain(
      `*Approvers:* <@${arun}> and <@${sofia}> (<@${mei}> requested this and cannot approve)`,
    );
    await click(world, card, 'approve', mei);
    await hears(
      world,
      mei,
      `You requested this yourself, so somebody else must approve. <@${arun}> and <@${sofia}> may.`,
    );
    await click(world, card, 'approve', arun);
    await world.pass(16 * 60_000, 60_000);
    const reminder = threadLines(world, card).find((line) => line.includes('the request expires'));
    expect(reminder).toContain(`1 of 2 approvals. <@${sofia}>: please decide`);
    expect(reminder).not.toContain(arun);
    expect(reminder).not.toContain(mei);
  });

  it('is stopped by a freeze of the primary’s cluster that comes after the approval', async () => {
    world = await startDriven({ policy: policy() });
    const card = await request(world);
    await click(world, card, 'approve', arun);
    const until = new Date(world.clock.now() + 3_600_000).toISOString();
    writeFileSync(
      world.policyFile,
      policy(
        `freezes: [{ name: sale, clusters: [hz-prod], from: 2026-01-01T00:00:00Z, until: "${until.slice(0, 19)}Z" }]`,
      ),
    );
    await click(world, card, 'approve', sofia);
    await world.pass(10_000);
    expect(posts(world)).toEqual([]);
    expect(threadLines(world, card).join('\n')).toContain('*Frozen:* “sale”, until');
  });
});
