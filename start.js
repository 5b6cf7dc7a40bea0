/** `npm start`: builds the program if dist/ is missing or older than its sources, and becomes it. Node's own parts alone: nothing else may be installed. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const CONFIGURATION = 78;
const root = fileURLToPath(new URL('.', import.meta.url));
/** The build's last step writes the page, so both are there after a whole build only. */
const built = ['dist/main.js', 'dist/sandbox/page/index.html'];
const sources = ['src', 'package.json', 'vite.bot.config.ts', 'vite.page.config.ts'];

// As in src/app/signals.ts: the secrets are in the environment already.
process.on('SIGUSR1', () => undefined);
const why = whyBuild();
if (why !== null) await build(why);
await import('./dist/main.js');

/** Null when what is built is as new as its sources. */
function whyBuild() {
  const made = built.map((path) => timeOf(path));
  if (made.some((time) => time === null)) return 'The program is not built';
  const oldest = Math.min(...made);
  const newer = sources.flatMap(filesOf).find((path) => timeOf(path) > oldest);
  return newer === undefined ? null : `dist/ is older than ${relative(root, newer)}`;
}

async function build(reason) {
  if (!isInstalled('vite')) {
    const advice = 'Run: npm ci && npm run build. To start what is in dist/ as it is: node dist/main.js';
    process.stderr.write(`${reason}, and what builds it (vite) is not installed. ${advice}\n`);
    process.exit(CONFIGURATION);
  }
  // A group of its own, so that a signal ends the build with all that it started.
  const child = spawn('npm', ['run', '--silent', 'build'], { cwd: root, stdio: 'inherit', detached: true });
  const stop = () => {
    process.kill(-child.pid, 'SIGKILL');
    process.exit(0);
  };
  process.on('SIGTERM', stop).on('SIGINT', stop);
  const [code] = await once(child, 'exit');
  process.off('SIGTERM', stop).off('SIGINT', stop);
  if (code !== 0) process.exit(1);
}

function isInstalled(name) {
  try {
    createRequire(import.meta.url).resolve(`${name}/package.json`);
    return true;
  } catch {
    return false;
  }
}

function filesOf(path) {
  const whole = resolve(root, path);
  if (!statSync(whole, { throwIfNoEntry: false })?.isDirectory()) return [whole];
  const entries = readdirSync(whole, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => resolve(entry.parentPath, entry.name));
}

function timeOf(path) {
  return statSync(resolve(root, path), { throwIfNoEntry: false })?.mtimeMs ?? null;
}
