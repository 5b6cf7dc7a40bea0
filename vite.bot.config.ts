import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';

const source = (path: string) => fileURLToPath(new URL(`src/${path}`, import.meta.url));

/** What stands in dist/ is CommonJS; the package.json above it says that .js files are not. */
const commonJs: Plugin = {
  name: 'commonjs-in-dist',
  generateBundle() {
    this.emitFile({ type: 'asset', fileName: 'package.json', source: '{ "type": "commonjs" }\n' });
  },
};

/**
 * Writes every character beyond ASCII as an escape. A file of ASCII alone is read, hashed and kept by V8 byte for byte; one such
 * character doubles it in memory and costs each start the decoding of all its megabytes.
 */
const asciiAlone: Plugin = {
  name: 'ascii-alone',
  generateBundle(_options, bundle) {
    for (const part of Object.values(bundle)) {
      if (part.type !== 'chunk') continue;
      // A template that is read raw would show the difference, and behind a backslash an escape is none.
      if (/\braw`[^`]*[^\0-\x7f]|\\[^\0-\x7f]/.test(part.code))
        throw new Error(`${part.fileName} holds a character beyond ASCII where no escape may stand.`);
      part.code = part.code.replace(/[^\0-\x7f]/g, escaped);
    }
  },
};

/** Of one UTF-16 unit: strings, templates, regular expressions and names all understand it. */
function escaped(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/**
 * Builds the program with the libraries it uses in one file for each part: a restart takes a third of the time that
 * loading some 900 files takes. CommonJS, because V8's compiled code can be kept for it on every version of Node.
 */
export default defineConfig({
  publicDir: false,
  plugins: [commonJs, asciiAlone],
  // Native code cannot be bundled; pg-native is an option of pg that is not installed.
  ssr: { noExternal: true, external: ['@photostructure/sqlite', 'pg-native'], target: 'node' },
  build: {
    ssr: true,
    target: 'node20',
    outDir: fileURLToPath(new URL('dist', import.meta.url)),
    emptyOutDir: true,
    sourcemap: true,
    minify: false,
    rolldownOptions: {
      // Bottleneck holds bundlers off its optional Redis clients with an eval that never runs here.
      checks: { eval: false },
      // The sandbox finds the page and the program from where it stands itself.
      input: { main: source('app/entry.ts'), 'sandbox/sandbox': source('sandbox/sandbox.ts') },
      output: {
        format: 'cjs',
        entryFileNames: '[name].js',
        chunkFileNames: 'parts/[name].js',
        // Every part needs some few lines of the bundler's; beside a library they would bring it along before a signal is heard.
        codeSplitting: { groups: [{ name: 'common', test: /node_modules/, minShareCount: 3 }] },
      },
    },
  },
});
