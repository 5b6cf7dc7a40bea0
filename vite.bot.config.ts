import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const source = (path: string) => fileURLToPath(new URL(`src/${path}`, import.meta.url));

/**
 * Builds the program with the libraries it uses in one file for each part: a restart takes a third of the time that
 * loading some 900 files takes.
 */
export default defineConfig({
  publicDir: false,
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
      input: { main: source('main.ts'), 'sandbox/sandbox': source('sandbox/sandbox.ts') },
      output: { entryFileNames: '[name].js', chunkFileNames: 'parts/[name].js' },
    },
  },
});
