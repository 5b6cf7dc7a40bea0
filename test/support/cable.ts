/** A cable to a server that can be cut: TCP, passed on as it comes. */
import { connect, createServer, type Socket } from 'node:net';

export interface Cable {
  readonly port: number;
  /** Everything that passes is torn off, and nothing new is let in. */
  cut(): void;
  mend(): void;
  /** Where new connections lead from now on. */
  leadTo(port: number): void;
  /**
   * Tears everything off just before this text would reach the server, or just after it has; once. Resolves then.
   * With `stay`, it stays cut.
   */
  cutAt(text: string, when: 'before' | 'after', stay?: 'stay'): Promise<void>;
  /**
   * Waits until this text has passed to the server, and `next` after it on the same connection; resolves when the server
   * has answered that. The answer is kept back until `release`.
   */
  hold(text: string, next: string): Promise<{ release(): void }>;
  /** Nothing passes any more and nobody is told. */
  freeze(): void;
  thaw(): void;
  /** How many connections stand. */
  connections(): number;
  close(): Promise<void>;
}

export async function layCable(target: { readonly host: string; readonly port: number }): Promise<Cable> {
  const pairs = new Set<readonly [Socket, Socket]>();
  let { port } = target;
  let whole = true;
  let frozen = false;
  let trap: { readonly text: string; readonly when: 'before' | 'after'; readonly spring: () => void } | null = null;

  let wanted: {
    readonly text: string;
    readonly next: string;
    readonly held: (end: { release(): void }) => void;
  } | null = null;

  function tear(): void {
    for (const pair of pairs) for (const socket of pair) socket.destroy();
  }

  function keepBack([near, far]: readonly [Socket, Socket], held: (end: { release(): void }) => void): void {
    const kept: Buffer[] = [];
    far.removeAllListeners('data');
    far.once('data', () => {
      const release = () => {
        far.removeAllListeners('data');
        for (const chunk of kept) near.write(chunk);
        far.on('data', (chunk) => near.write(chunk));
      };
      held({ release });
    });
    far.on('data', (chunk: Buffer) => kept.push(chunk));
  }

  const server = createServer((near) => {
    if (!whole) return void near.destroy();
    const far = connect(port, target.host);
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
    let passed = false;
    near.on('data', (chunk) => {
      if (wanted && chunk.includes(wanted.text)) passed = true;
      if (wanted && passed && chunk.includes(wanted.next)) {
        const { held } = wanted;
        wanted = null;
        keepBack(pair, held);
      }
      if (trap === null || !chunk.includes(trap.text)) return void far.write(chunk);
      const { when, spring } = trap;
      trap = null;
      if (when === 'before') return spring();
      // What the server answers shows that it has done it; the answer itself is lost.
      far.removeAllListeners('data');
      far.once('data', spring);
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
    leadTo(next) {
      port = next;
    },
    cutAt: (text, when, stay) =>
      new Promise((resolve) => {
        const spring = () => {
          whole &&= stay === undefined;
          tear();
          resolve();
        };
        trap = { text, when, spring };
      }),
    hold: (text, next) =>
      new Promise((held) => {
        wanted = { text, next, held };
      }),
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
