/**
 * `npm run dev`: the sandbox, built anew with each change of a source. A change of the bot restarts the bot alone, as `kill -9` and a
 * start do, so requests go on under the new code; a change of the sandbox restarts all of it. Then the page reloads itself.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build, type Plugin } from 'vite';

/** Not dist/: `npm start` and the tests find there what `npm run build` made. */
const out = resolve('data/dev');
const page = join(out, 'sandbox/page');
const ofSandbox = [resolve('src/sandbox'), resolve('src/simulators')];

/** Asks for the number of the build and loads the page again when it is another. Outside of `npm run dev` no page has it. */
const reloader = `let shown = null;
async function look() {
  const now = await fetch('./stamp.js').then((answer) => answer.text(), () => shown);
  if (shown !== null && now !== shown) location.reload();
  shown = now;
}
// At once: what is built from now on is newer than this page.
await look();
setInterval(look, 300);
`;

const reloading: Plugin = {
  name: 'page-that-reloads',
  transformIndexHtml: () => [{ tag: 'script', attrs: { type: 'module', src: './reload.js' }, injectTo: 'body' }],
  generateBundle() {
    this.emitFile({ type: 'asset', fileName: 'reload.js', source: reloader });
  },
};

let sandbox: { readonly process: ChildProcess; readonly url: string } | null = null;
let builds = 0;
/** One thing after the other: a second save may come while the bot is still being started. */
let last = Promise.resolve();
const inTurn = (work: () => Promise<void>) => {
  last = last.then(work).catch((error: unknown) => void process.stderr.write(`${String(error)}\n`));
};

rmSync(out, { recursive: true, force: true });
await watch('vite.page.config.ts', page, [reloading], () => inTurn(async () => stamp()));
await watch('vite.bot.config.ts', out, [], (changed) =>
  inTurn(async () => {
    const isOfSandbox = changed.some((path) => ofSandbox.some((folder) => path.startsWith(folder)));
    if (sandbox === null || isOfSandbox || hasEnded(sandbox.process)) await startSandbox();
    else await restartBot(sandbox.url);
    stamp();
  }),
);

/** Resolves when it is built for the first time, and calls `built` then and after each further build that succeeded. */
async function watch(
  configFile: string,
  outDir: string,
  plugins: readonly Plugin[],
  built: (changed: readonly string[]) => void,
): Promise<void> {
  const options = { outDir, emptyOutDir: false, watch: {} };
  const watcher = await build({ configFile, logLevel: 'warn', plugins: [...plugins], build: options });
  if (!('on' in watcher)) throw new Error(`${configFile} is not watched`);
  let changed: string[] = [];
  watcher.on('change', (path) => void changed.push(path));
  await new Promise<void>((resolve) => {
    watcher.on('event', (event) => {
      // What runs goes on as it is until the sources can be built again.
      if (event.code === 'ERROR') process.stderr.write(`${event.error.message}\n`);
      if (event.code !== 'END') return;
      built(changed);
      changed = [];
      resolve();
    });
  });
}

/** With none of this shell's variables that would make it a bot of real people. */
async function startSandbox(): Promise<void> {
  if (sandbox !== null && !hasEnded(sandbox.process)) {
    const ended = once(sandbox.process, 'exit');
    sandbox.process.kill('SIGTERM');
    await ended;
  }
  const { PATH, TMPDIR, HOST, LOG_LEVEL } = process.env;
  // The same address after a restart, for the page that is open.
  const PORT = sandbox === null ? process.env['PORT'] : new URL(sandbox.url).port;
  const child = spawn(process.execPath, [join(out, 'main.js')], {
    env: { PATH, TMPDIR, HOST, LOG_LEVEL, PORT },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await new Promise<string>((resolve, reject) => {
    let said = '';
    child.stdout.on('data', (text: Buffer) => {
      process.stdout.write(text);
      said += text.toString();
      const address = /^Twokey sandbox: (http:\S+)$/m.exec(said)?.[1];
      if (address !== undefined) resolve(address);
    });
    child.once('exit', (code) => reject(new Error(`The sandbox ended with ${code}.`)));
  });
  sandbox = { process: child, url };
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

async function restartBot(url: string): Promise<void> {
  for (const what of ['kill', 'start']) {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${url}/sandbox/bot/${what}`, { method: 'POST', headers, body: '{}' });
    if (!answer.ok) throw new Error(`The sandbox answered ${answer.status} to ${what}.`);
  }
  process.stdout.write('The bot was restarted.\n');
}

/** What the page compares. */
function stamp(): void {
  builds += 1;
  writeFileSync(join(page, 'stamp.js'), `// ${process.pid} ${builds}\n`);
}

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    sandbox?.process.kill('SIGTERM');
    process.exit(0);
  });
