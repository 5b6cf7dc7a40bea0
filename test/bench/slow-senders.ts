/** Many connections that send what looks like Slack's until it is looked at: run by unsigned.ts as a process of its own. */
import { connect } from 'node:net';

const [, , port = '0', count = '700', pattern = 'drip'] = process.argv;
const BODY = 1_000_000;

/** Headers that are right in every way; only the signature is anybody's guess. */
function head(): string {
  const time = Math.floor(Date.now() / 1_000);
  const length = pattern === 'chunks' ? 'transfer-encoding: chunked' : `content-length: ${BODY}`;
  return [
    'POST /slack/events HTTP/1.1',
    'host: bench',
    'content-type: application/x-www-form-urlencoded',
    `x-slack-request-timestamp: ${time}`,
    `x-slack-signature: v0=${'0'.repeat(64)}`,
    length,
    '',
    '',
  ].join('\r\n');
}

const first: Readonly<Record<string, Buffer>> = {
  drip: Buffer.alloc(60_000, 'a'),
  /** All but the last byte at once. */
  hold: Buffer.alloc(BODY - 1, 'a'),
  /** One byte in each chunk, six on the wire. */
  chunks: Buffer.from('1\r\na\r\n'.repeat(2_000)),
};
const next: Readonly<Record<string, Buffer>> = {
  drip: Buffer.alloc(100, 'a'),
  hold: Buffer.alloc(0),
  chunks: Buffer.from('1\r\na\r\n'.repeat(200)),
};

/** Comes back as soon as it is turned away. */
function send(): void {
  const socket = connect(Number(port), '127.0.0.1');
  let timer: NodeJS.Timeout | undefined;
  socket.on('connect', () => {
    socket.write(head());
    socket.write(first[pattern] ?? '');
    timer = setInterval(() => socket.write(next[pattern] ?? ''), 100);
  });
  socket.on('data', () => undefined).on('error', () => undefined);
  socket.on('close', () => {
    clearInterval(timer);
    setTimeout(send, 20);
  });
}

for (let at = 0; at < Number(count); at += 1) send();
