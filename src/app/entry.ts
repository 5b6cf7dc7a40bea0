#!/usr/bin/env node
/** Where the process begins: it hears signals before it loads the program, which takes some hundred milliseconds. */
import './signals.ts';

import('../main.ts').catch((error: unknown) => {
  const msg = `Twokey cannot be loaded: ${String(error)}`;
  // The log cannot be loaded either, perhaps.
  const line = { level: 'error', time: new Date().toISOString(), event: 'crashed', msg };
  process.stderr.write(process.stderr.isTTY ? `${msg}\n` : `${JSON.stringify(line)}\n`);
  process.exit(1);
});
