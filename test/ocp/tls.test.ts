import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { dataOf } from '../task/fixture.ts';
import { closeAll, connect, failure, ok, serve } from './server.ts';

/** Not a dependency: without it on the machine these tests are left out. */
const certificateMaker = 'openssl';

const EXTRA = 'NODE_EXTRA_CA_CERTS';

function hasOpenssl(): boolean {
  try {
    execFileSync(certificateMaker, ['version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe.skipIf(!hasOpenssl())('an OCP with a certificate of its own authority', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ocp-tls-'));
  const caFile = join(folder, 'cert.pem');
  const keyFile = join(folder, 'key.pem');
  let requests = 0;
  let url = '';
  let stop: () => void = () => undefined;

  beforeAll(async () => {
    const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
    const key = ['-newkey', 'rsa:2048', '-nodes', '-keyout', keyFile, '-out', caFile];
    execFileSync(certificateMaker, ['req', '-x509', '-days', '2', ...key, ...subject], { stdio: 'ignore' });
    const server = createServer({ key: readFileSync(keyFile), cert: readFileSync(caFile) }, (_, response) => {
      requests++;
      ok(response, dataOf('tenant-failover.response'));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('not listening on a port');
    url = `https://127.0.0.1:${address.port}`;
    stop = () => {
      server.close();
      server.closeAllConnections();
    };
  });

  afterAll(async () => {
    await closeAll();
    stop();
    rmSync(folder, { recursive: true });
  });

  it('is not trusted without its authority: nothing is sent, and the next address is tried', async () => {
    const alone = connect([url]);
    expect(await failure(alone.failover('1', '2', {}))).toMatchObject({ code: 'ocp_unreachable', effect: 'none' });
    expect(await failure(alone.task('1'))).toMatchObject({ code: 'ocp_unreachable', effect: 'none' });
    expect(requests).toBe(0);

    const other = await serve((_, response) => ok(response, dataOf('tenant-failover.response')));
    expect((await connect([url, other.url]).failover('1', '2', {})).task.id).toBe('12022226');
  });

  it('is trusted with it', async () => {
    const ocp = connect([url], { caFile });
    expect((await ocp.task('1')).id).toBe('12022226');
    expect((await ocp.failover('1', '2', {})).task.id).toBe('12022226');
    expect(requests).toBe(2);
  });

  it('is trusted through NODE_EXTRA_CA_CERTS also where OCP_CA_FILE names another authority', async () => {
    const otherFile = join(folder, 'other.pem');
    writeFileSync(otherFile, rootCertificates[0] ?? '');
    onTestFinished(() => void delete process.env[EXTRA]);
    process.env[EXTRA] = caFile;
    expect((await connect([url], { caFile: otherFile }).task('1')).id).toBe('12022226');
    // Node has complained about such a file already, and goes on without it.
    process.env[EXTRA] = join(folder, 'nowhere.pem');
    expect((await connect([url], { caFile }).task('1')).id).toBe('12022226');
    expect(await failure(connect([url], { caFile: otherFile }).task('1'))).toMatchObject({ code: 'ocp_unreachable' });
  });
});
