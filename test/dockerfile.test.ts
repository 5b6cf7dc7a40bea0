/** The image cannot be built in a test; what must be true of it is read from its text, and its health check is run. */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { readConfig } from '../src/config.ts';
import { parseJson } from '../src/lib/trust-boundaries.ts';

/** Instructions with their arguments on one line, comments left out. */
function instructionsOf(text: string): { name: string; rest: string }[] {
  const joined = text.replace(/^\s*#.*\n/gm, '').replace(/\\\n\s*/g, '');
  return joined
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [name = '', ...rest] = line.trim().split(/\s+/);
      return { name, rest: rest.join(' ') };
    });
}

const source = readFileSync('Dockerfile', 'utf8');
const instructions = instructionsOf(source);
const lastFrom = instructions.findLastIndex(({ name }) => name === 'FROM');
const build = instructions.slice(0, lastFrom);
const image = instructions.slice(lastFrom);
const all = (of: typeof instructions, wanted: string) =>
  of.filter(({ name }) => name === wanted).map(({ rest }) => rest);
const packageSchema = z.object({
  dependencies: z.record(z.string(), z.string()),
  optionalDependencies: z.record(z.string(), z.string()),
  devDependencies: z.record(z.string(), z.string()),
});

describe('the image', () => {
  test('has two stages of the same small base', () => {
    expect(all(instructions, 'FROM')).toEqual(['node:24-bookworm-slim AS build', 'node:24-bookworm-slim']);
    expect(readFileSync('.node-version', 'utf8')).toBe('24\n');
  });

  test('is built from the lock file', () => {
    expect(all(build, 'RUN').slice(0, 2)).toEqual(['npm ci', 'npm run build']);
  });

  test('of the build takes only what was put together for it', () => {
    expect(all(image, 'COPY')).toEqual(['--from=build /app/dist ./dist']);
    expect(all(image, 'RUN').join(' ')).not.toMatch(/npm|apt/);
  });

  test('does not run as root, and owns only /data', () => {
    expect(all(image, 'USER')).toEqual(['1000:1000']);
    const own = image.findIndex(({ name, rest }) => name === 'RUN' && rest.includes('chown'));
    const volume = image.findIndex(({ name }) => name === 'VOLUME');
    expect(image[own]?.rest).toBe('mkdir /data && chown node:node /data');
    // What is changed in a volume after VOLUME is lost.
    expect(volume).toBeGreaterThan(own);
    expect(image[volume]?.rest).toBe('/data');
  });

  test('sets production and a database on the volume that the configuration accepts', () => {
    const env = Object.fromEntries(
      all(image, 'ENV')
        .join(' ')
        .split(' ')
        .map((one) => [one.slice(0, one.indexOf('=')), one.slice(one.indexOf('=') + 1)]),
    );
    expect(env).toEqual({ NODE_ENV: 'production', DATABASE_URL: 'sqlite:/data/twokey.db' });
    expect(readConfig(env).kind).toBe('sandbox');
  });

  test('carries no secret', () => {
    expect(all(instructions, 'ARG')).toEqual([]);
    expect(source).not.toMatch(/xox|xapp|SLACK_|OCP_|token|password|secret/i);
  });

  test('starts the program without a shell, so that SIGTERM reaches it', () => {
    expect(all(image, 'ENTRYPOINT')).toEqual(['["node", "dist/main.js"]']);
    expect(all(image, 'CMD')).toEqual([]);
    expect(all(image, 'EXPOSE')).toEqual(['3000']);
  });

  test('everything copied into the build exists and passes .dockerignore, which lets nothing else in', () => {
    const copied = all(build, 'COPY').flatMap((rest) => rest.split(' ').slice(0, -1));
    const ignore = readFileSync('.dockerignore', 'utf8')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    expect(ignore).toEqual(['*', ...copied.map((path) => `!${path}`)]);
    for (const path of copied) expect(existsSync(path), path).toBe(true);
  });
});

describe('the health check', () => {
  async function check(status: number | 'closed'): Promise<{ failed: boolean; asked: string[] }> {
    const [health = ''] = all(image, 'HEALTHCHECK');
    const [, ...args] = z.array(z.string()).parse(parseJson(health.slice(health.indexOf('['))));
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.writeHead(status === 'closed' ? 500 : status).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const port = portOf(server.address());
    const close = () => new Promise((resolve) => server.close(resolve));
    if (status === 'closed') await close();
    const failed = await new Promise<boolean>((resolve) => {
      execFile(process.execPath, args, { env: { PORT: String(port) } }, (error) => resolve(error !== null));
    });
    if (status !== 'closed') await close();
    return { failed, asked };
  }

  function portOf(address: AddressInfo | string | null): number {
    if (address === null || typeof address === 'string') throw new Error('the server does not listen on a port');
    return address.port;
  }

  test('asks /healthz on the port of the program', async () => {
    expect(await check(200)).toEqual({ failed: false, asked: ['/healthz'] });
  });

  test('fails when the answer is not good or nobody answers', async () => {
    expect(await check(503)).toMatchObject({ failed: true });
    expect(await check('closed')).toMatchObject({ failed: true });
  });
});

describe('what stands beside the program', () => {
  test('docs/dependencies.md has one line for every dependency, with its version', () => {
    const packages = packageSchema.parse(parseJson(readFileSync('package.json', 'utf8')));
    const rows = readFileSync('docs/dependencies.md', 'utf8').match(/^\| `.*$/gm) ?? [];
    const listed = rows.map((row) =>
      row
        .split('|')
        .slice(1, 3)
        .map((cell) => cell.trim().replaceAll('`', '')),
    );
    expect(listed).toEqual(Object.values(packages).flatMap((some) => Object.entries(some)));
  });

  test('LICENSE is the Apache License 2.0', () => {
    const licence = readFileSync('LICENSE', 'utf8');
    expect(licence).toMatch(/^\s*Apache License\s+Version 2\.0, January 2004/);
    expect(licence).toContain('END OF TERMS AND CONDITIONS');
    expect(licence).toContain('Copyright 2026 The Twokey authors');
  });
});
