import { type IncomingMessage, request as send, type ServerResponse } from 'node:http';

/** Passes a request on to a simulator and its answer back, both as streams. */
export function proxy(request: IncomingMessage, response: ServerResponse, target: URL): void {
  const { host: _host, connection: _connection, ...headers } = request.headers;
  const onward = send(target, { method: request.method, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, { ...answer.headers, connection: undefined });
    answer.pipe(response);
  });
  onward.on('error', (error) => {
    if (response.headersSent) response.destroy();
    else
      response.writeHead(502, { 'content-type': 'text/plain' }).end(`The simulator did not answer: ${error.message}`);
  });
  response.on('close', () => onward.destroy());
  request.pipe(onward);
}
