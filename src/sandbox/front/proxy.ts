import { type IncomingMessage, request as send, type ServerResponse } from 'node:http';

/** Passes a request on to a simulator or the bot, and its answer back, both as streams. */
export function proxy(request: IncomingMessage, response: ServerResponse, target: URL): void {
  const { host: _host, connection: _connection, ...headers } = request.headers;
  const onward = send(target, { method: request.method, headers }, (answer) => {
    // Each connection has its own ways; the length and the coding of the body are set anew.
    const { connection: _own, 'keep-alive': _alive, 'transfer-encoding': _coding, ...rest } = answer.headers;
    response.writeHead(answer.statusCode ?? 502, rest);
    answer.pipe(response);
  });
  onward.on('error', (error) => {
    if (response.headersSent) response.destroy();
    else
      response
        .writeHead(502, { 'content-type': 'text/plain' })
        .end(`${target.origin} did not answer: ${error.message}`);
  });
  response.on('close', () => onward.destroy());
  request.pipe(onward);
}
