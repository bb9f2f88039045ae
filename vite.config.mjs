// Makes dist/ui/, the page as it is shipped: files of its own server alone, nothing inline, so that the strictest content security
// policy (`default-src 'self'`) lets all of it pass. `ui/build.mjs` calls it where that is needed.
import { join } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

export default defineConfig({
  root: join(import.meta.dirname, 'ui'),
  base: '/',
  plugins: [svelte({ configFile: false, compilerOptions: { runes: true } })],
  build: {
    outDir: '../dist/ui',
    // What tsc makes of ui/logic for the tests lies there too; ui/build.mjs clears what is vite's.
    emptyOutDir: false,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2023',
    license: { fileName: 'assets/licences.md' },
  },
  logLevel: 'warn',
});
