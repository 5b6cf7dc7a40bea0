/** Several replicas read the same file; only one of them tells, and the next one that leads tells nothing twice. */
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAuditChannel } from '../../src/engine/audit/audit-channel.ts';
import { policyReader } from '../../src/files/policy-file.ts';
import { renderer } from '../../src/slack/renderer.ts';
import { manualClock } from '../support/clock.ts';
import { channels, policyText } from '../support/world.ts';

let folder: string;
let notices: string[];
let told: Map<string, string>;
let written = 0;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'twokey-telling-'));
  notices = [];
  told = new Map();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const path = () => join(folder, 'policy.yaml');

/** The file with so many approvals wanted; its time tells one from the one before, however soon they follow. */
function write(approvals: number): void {
  writeFileSync(path(), `audit_channel: ${channels.incident}\n${policyText}    approvals: ${approvals}\n`);
  written += 1;
  utimesSync(path(), written, written);
}

/** One replica: it reads the file for its clicks, and whenever it leads an announcer begins. */
function replica() {
  const policyFile = policyReader(path(), () => undefined);
  return {
    reads: () => policyFile.read(),
    begins() {
      const announcer = createAuditChannel({
        policyFile,
        peopleFile: null,
        renderer,
        announcements: {
          get: (id) => Promise.resolve(told.get(id) ?? null),
          put: (id, body) => Promise.resolve(void told.set(id, body)),
        },
        notices: { post: (_channel, { blocks }) => Promise.resolve(void notices.push(JSON.stringify(blocks))) },
        ocp: { in: () => ({ tenants: () => Promise.reject(new Error('not asked')) }) },
        people: { members: () => Promise.resolve(new Set()) },
        clock: manualClock(),
        business: () => undefined,
      });
      return async () => {
        await announcer.begin();
        await announcer.settle();
      };
    },
  };
}

const news = () => notices.splice(0).map((notice) => /approvals: (\d → \d)/.exec(notice)?.[1] ?? 'begins');

describe('the replica that leads next', () => {
  it('does not tell again what the one before told, though it had read it too', async () => {
    const [first, second] = [replica(), replica()];
    write(1);
    const tell = first.begins();
    await tell();
    await second.reads();
    write(2);
    await tell();
    await second.reads();
    expect(news()).toEqual(['begins', '1 → 2']);
    await second.begins()();
    expect(news()).toEqual([]);
  });

  it('tells what came after that, one by one', async () => {
    const [first, second] = [replica(), replica()];
    write(1);
    await first.begins()();
    for (const approvals of [1, 2, 3]) {
      write(approvals);
      await second.reads();
    }
    expect(news()).toEqual(['begins']);
    await second.begins()();
    expect(news()).toEqual(['1 → 2', '2 → 3']);
  });

  it('tells the present where it has never read what was told last', async () => {
    const [first, second] = [replica(), replica()];
    write(1);
    await second.reads();
    write(2);
    await first.begins()();
    write(3);
    expect(news()).toEqual(['begins']);
    await second.begins()();
    expect(news()).toEqual(['2 → 3']);
  });

  it('may be the one that led before', async () => {
    const [first, second] = [replica(), replica()];
    write(1);
    await first.begins()();
    write(2);
    await second.begins()();
    await first.reads();
    write(3);
    await second.begins()();
    expect(news()).toEqual(['begins', '1 → 2', '2 → 3']);
    await first.begins()();
    expect(news()).toEqual([]);
  });
});
