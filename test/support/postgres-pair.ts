/** Two PostgreSQL servers behind one address, the second the synchronous standby of the first, for the day the first is lost. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { layCable } from './cable.ts';
import type { TestDatabase } from './database.ts';
import { administer, PASSWORD, serverIn, urlAt } from './postgres.ts';
import { freePort } from './process.ts';

export interface ServerPair {
  /** By the address that leads to whichever is primary. */
  readonly database: Pick<TestDatabase, 'config' | 'url' | 'drop'>;
  /** `kill -9` of the primary; its address leads nowhere. */
  lose(): void;
  /** The standby becomes primary, and the address leads to it. */
  promote(): Promise<void>;
}

export async function startServerPair(): Promise<ServerPair> {
  const dir = mkdtempSync(join(tmpdir(), 'twokey-primary-'));
  const copy = `${dir}-standby`;
  const [port, copyPort] = [await freePort(), await freePort()];
  const replicated = ['wal_level=replica', 'unix_socket_directories='];
  const primary = await serverIn(dir, port, [...replicated, 'synchronous_standby_names=*']);
  await primary.initialise();
  // One that has never run can be copied as files.
  execFileSync('cp', ['-a', dir, copy]);
  writeFileSync(join(copy, 'standby.signal'), '');
  const standby = await serverIn(copy, copyPort, [
    ...replicated,
    // It takes no connections, and so does not say that it does, until it is promoted.
    'hot_standby=off',
    `primary_conninfo=host=127.0.0.1 port=${port} user=postgres password=${PASSWORD}`,
    'wal_retrieve_retry_interval=50ms',
  ]);
  await primary.started();
  const promoted = standby.started();
  promoted.catch(() => undefined);
  // A commit waits for the standby: this one, until there is one.
  await administer(urlAt(port), ['create database twokey']);

  const address = await layCable({ host: '127.0.0.1', port });
  const url = `${urlAt(address.port)}/twokey`;
  let isLost = false;

  function lose(): void {
    if (isLost) return;
    isLost = true;
    address.cut();
    process.kill(postmasterOf(dir), 'SIGKILL');
  }

  return {
    lose,
    async promote() {
      // What `pg_ctl promote` does.
      writeFileSync(join(copy, 'promote'), '');
      process.kill(postmasterOf(copy), 'SIGUSR1');
      await promoted;
      address.leadTo(copyPort);
      address.mend();
    },
    database: {
      config: { kind: 'postgres', url },
      url,
      async drop() {
        lose();
        await address.close();
        await standby.stop();
        for (const each of [dir, copy]) rmSync(each, { recursive: true, force: true });
      },
    },
  };
}

/** The first line of the file that a running server keeps. */
function postmasterOf(dir: string): number {
  return Number.parseInt(readFileSync(join(dir, 'postmaster.pid'), 'utf8'), 10);
}
