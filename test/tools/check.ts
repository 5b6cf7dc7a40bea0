/**
 * `npm run check`: four tools at once. What each says is shown whole when it ends, so that two of them are never mixed,
 * and one that fails fails the check after all have been heard.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { z } from 'zod';

const tools = ['typecheck', 'lint', 'format:check', 'unused'] as const;

const { scripts } = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync('package.json', 'utf8')));
const failed = (await Promise.all(tools.map(run))).flat();
if (failed.length > 0) {
  process.stderr.write(`failed: ${failed.join(', ')}\n`);
  process.exitCode = 1;
}

/** Resolves with its name if it fails. npm has put the tools on the PATH. */
function run(name: (typeof tools)[number]): Promise<readonly string[]> {
  const command = scripts[name];
  if (command === undefined) throw new Error(`package.json has no script ${name}`);
  const began = performance.now();
  // Through a pipe they would leave their colours out.
  const env = { ...process.env, ...(process.stdout.isTTY && { FORCE_COLOR: '1' }) };
  const child = spawn(command, { shell: true, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const said: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => said.push(part));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      const seconds = ((performance.now() - began) / 1_000).toFixed(1);
      process.stdout.write(`${code === 0 ? 'ok' : 'FAILED'}  ${name} (${seconds} s): ${command}\n`);
      process.stdout.write(Buffer.concat(said));
      resolve(code === 0 ? [] : [name]);
    });
  });
}
