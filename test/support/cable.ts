/** A cable to a server that can be cut: TCP, passed on as it comes. */
import { connect, createServer, type Socket } from 'node:net';

export interface Cable {
  readonly port: number;
  /** Everything that passes is torn off, and nothing new is let in. */
  cut(): void;
  mend(): void;
  /** Tears everything off just before this text would reach the server, or just after it has; once. */
  cutAt(text: string, when: 'before' | 'after'): void;
  /** Nothing passes any more and nobody is told. */
  freeze(): void;
  thaw(): void;
  /** How many connections stand. */
  connections(): number;
  close(): Promise<void>;
}

export async function layCable(target: { readonly host: string; readonly port: number }): Promise<Cable> {
  const pairs = new Set<readonly [Socket, Socket]>();
  let whole = true;
  let frozen = false;
  let trap: { readonly text: string; readonly when: 'before' | 'after' } | null = null;

  function tear(): void {
    for (const pair of pairs) for (const socket of pair) socket.destroy();
  }

  const server = createServer((near) => {
    if (!whole) return void near.destroy();
    const far = connect(target.port, target.host);
    const pair = [near, far] as const;
    pairs.add(pair);
    for (const socket of pair) {
      socket.setNoDelay(true);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        pairs.delete(pair);
        for (const end of pair) end.destroy();
      });
      if (frozen) socket.pause();
    }
    near.on('data', (chunk) => {
      const sprung = trap !== null && chunk.includes(trap.text) ? trap.when : null;
      if (sprung !== null) trap = null;
      if (sprung === 'before') return tear();
      if (sprung !== 'after') return void far.write(chunk);
      // What the server answers shows that it has done it; the answer itself is lost.
      far.removeAllListeners('data');
      far.once('data', tear);
      return void far.write(chunk);
    });
    far.on('data', (chunk) => near.write(chunk));
    return undefined;
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    cut() {
      whole = false;
      tear();
    },
    mend() {
      whole = true;
    },
    cutAt(text, when) {
      trap = { text, when };
    },
    freeze() {
      frozen = true;
      for (const pair of pairs) for (const socket of pair) socket.pause();
    },
    thaw() {
      frozen = false;
      for (const pair of pairs) for (const socket of pair) socket.resume();
    },
    connections: () => pairs.size,
    async close() {
      tear();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
