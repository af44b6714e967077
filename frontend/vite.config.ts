import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';
import icons from './icons.json' with { type: 'json' };
import { sprite } from './sprite';

const src = resolve(import.meta.dirname, 'src');

/** Every `src/*.ts` is a page entry that a template can name with `{% vite_asset %}`. */
const entries = readdirSync(src)
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
  .map((file) => resolve(src, file));

export default defineConfig({
  base: '/static/',
  plugins: [sprite(icons)],
  css: { preprocessorOptions: { scss: { quietDeps: true } } },
  build: {
    outDir: resolve(import.meta.dirname, '../src/centralis/web_dist'),
    emptyOutDir: true,
    manifest: true,
    target: 'es2022',
    // The content policy allows files of ours only: nothing may be turned into a data address.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200,
    rollupOptions: { input: entries },
  },
  test: { environment: 'happy-dom', include: ['tests/**/*.test.ts'] },
});
