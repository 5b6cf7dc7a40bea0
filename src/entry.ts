#!/usr/bin/env node
/** Where the process begins: it hears signals before it loads the program, which takes some hundred milliseconds. */
import './signals.ts';

import('./main.ts').catch((error: unknown) => {
  process.stderr.write(`Twokey cannot be loaded: ${String(error)}\n`);
  process.exit(1);
});
