/** Required before the program by the processes that tests start. */
'use strict';
const { createHash } = require('node:crypto');
const { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } = require('node:fs');
const Module = require('node:module');
const { dirname, join } = require('node:path');
const { constants, Script } = require('node:vm');

/** The process believes that it is so much later. A module for it would load Node's whole loader of modules. */
let laterMs = Number(process.env['TEST_LATER_MS']);
delete process.env['TEST_LATER_MS'];
const now = Date.now;
Date.now = () => now() + laterMs;

/** With each signal it has stood still for so long: both of its clocks say so. */
const STILL_MS = 16_000;
let stillMs = 0;
const elapsed = performance.now.bind(performance);
performance.now = () => elapsed() + stillMs;
process.on('SIGUSR2', () => {
  laterMs += STILL_MS;
  stillMs += STILL_MS;
});

/**
 * What V8 made of a file is kept for the next process, so that some hundred starts do not compile the same four megabytes each. The
 * file is read as ever; its code is looked up by its whole text. Kept in dist/, which every build empties.
 */
const folder = join(dirname(process.argv[1]), 'code-cache');
/** First when the program runs, then again with what only its work has compiled. */
const KEEP_AFTER_MS = [1_000, 5_000];

Module.prototype._compile = function compile(text, filename) {
  const key = createHash('sha256').update(`${process.version} ${filename}\n${text}`).digest('hex');
  const file = join(folder, key);
  const cachedData = readIfThere(file);
  // A line that begins with #! is none inside the wrapper.
  const script = new Script(Module.wrap(text.replace(/^#!/, '//')), {
    filename,
    cachedData,
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  if (script.cachedDataRejected !== false) for (const ms of KEEP_AFTER_MS) setTimeout(keep, ms, script, file).unref();
  const require = Module.createRequire(filename);
  return script.runInThisContext().call(this.exports, this.exports, require, this, filename, dirname(filename));
};

function readIfThere(file) {
  try {
    return readFileSync(file);
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Whole or not at all: others read at any moment, and this process may be killed at any, or its disk be full by then. */
function keep(script, file) {
  mkdirSync(folder, { recursive: true });
  const unfinished = `${file}.${process.pid}`;
  try {
    writeFileSync(unfinished, script.createCachedData());
    renameSync(unfinished, file);
  } catch (error) {
    if (error.code !== 'EFBIG') throw error;
    rmSync(unfinished, { force: true });
  }
}
