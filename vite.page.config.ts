import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

/** Builds the sandbox page: static files that the sandbox's own server serves from beside its compiled code. */
export default defineConfig({
  root: fileURLToPath(new URL('src/sandbox/page', import.meta.url)),
  base: './',
  build: {
    outDir: fileURLToPath(new URL('dist/sandbox/page', import.meta.url)),
    emptyOutDir: true,
    target: 'es2022',
    // The page's content security policy allows no inline images but data:, and files are few anyway.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
