/** A cable between the bot and OCP that can be pulled, or that spoils an answer on its way back. */
import { connect, createServer, type Socket } from 'node:net';

export interface Link {
  readonly url: string;
  /** No new connection is taken; those that stand go on. */
  refuse(): Promise<void>;
  accept(): Promise<void>;
  /** OCP does what the next failover call asks, and the bot gets these bytes instead of OCP's answer. */
  spoilNextAnswer(bytes: string): void;
  close(): Promise<void>;
}

const FAILOVER = /^POST \S+\/failover HTTP/;

export async function openLink(target: string): Promise<Link> {
  const { hostname, port: targetPort } = new URL(target);
  const sockets = new Set<Socket>();
  let spoiled: string | null = null;
  let port = 0;
  const server = createServer((near) => {
    const far = connect(Number(targetPort), hostname);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
      socket.on('error', () => socket.destroy());
    }
    near.on('close', () => far.destroy());
    far.on('close', () => near.end());
    near.on('data', (chunk) => {
      if (spoiled !== null && FAILOVER.test(chunk.toString('latin1'))) {
        const bytes = spoiled;
        spoiled = null;
        far.removeAllListeners('data');
        far.once('data', () => near.end(bytes));
      }
      far.write(chunk);
    });
    far.on('data', (chunk) => near.write(chunk));
  });
  const listen = () =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', () => {
        const address = server.address();
        if (typeof address === 'object' && address !== null) port = address.port;
        resolve();
      });
    });
  await listen();
  return {
    url: `http://127.0.0.1:${port}`,
    refuse: () =>
      new Promise((resolve) => {
        // It stops listening at once; its callback would wait for the connections that go on.
        server.close();
        resolve();
      }),
    accept: listen,
    spoilNextAnswer(bytes) {
      spoiled = bytes;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      if (server.listening) await new Promise((resolve) => server.close(resolve));
    },
  };
}
