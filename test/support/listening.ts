/** Something between the bot and OCP that changes nothing, and notes in which language each thing is asked. */
import { createServer, request as forward, type Server } from 'node:http';

export interface Heard {
  readonly path: string;
  readonly language: string;
}

export interface Listening {
  /** For `WorldOptions.via`. */
  via(ocpUrl: string): Promise<string>;
  /** Everything that was asked, in order. */
  readonly heard: readonly Heard[];
  close(): void;
}

export function listening(): Listening {
  const heard: Heard[] = [];
  let between: Server | null = null;
  return {
    heard,
    close: () => void between?.close(),
    via(ocpUrl) {
      const server = createServer((incoming, answer) => {
        const { method = 'GET', url = '/', headers } = incoming;
        heard.push({ path: url, language: String(headers['accept-language']) });
        const onward = forward(`${ocpUrl}${url}`, { method, headers }, (reply) => {
          answer.writeHead(reply.statusCode ?? 502, reply.headers);
          reply.pipe(answer);
        });
        onward.on('error', () => answer.destroy());
        incoming.pipe(onward);
      });
      between = server;
      return new Promise((resolve) => {
        server.listen(0, '127.0.0.1', () => {
          const address = server.address();
          resolve(`http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`);
        });
      });
    },
  };
}
