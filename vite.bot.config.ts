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
 * Builds the program with the libraries it uses in one file for each part: a restart takes a third of the time that
 * loading some 900 files takes. CommonJS, because V8's compiled code can be kept for it on every version of Node.
 */
export default defineConfig({
  publicDir: false,
  plugins: [commonJs],
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
