import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import icons from './icons.json' with { type: 'json' };
import { sprite } from './sprite';

const src = resolve(import.meta.dirname, 'src');

const STYLED = "textElement.setAttribute('style', combinedStyle)";

/** The tools write a style attribute, which the content policy forbids; the same through the style object is allowed. */
const strictStyle: Plugin = {
  name: 'strict-style',
  transform(code, id) {
    if (!id.endsWith('drawingSvg/drawTextBox.js')) return null;
    if (!code.includes(STYLED)) this.error('drawTextBox.js has changed: look again at how it sets styles');
    return { code: code.replace(STYLED, 'textElement.style.cssText = combinedStyle'), map: null };
  },
};

/** Every `src/*.ts` is a page entry that a template can name with `{% vite_asset %}`. */
const entries = readdirSync(src)
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
  .map((file) => resolve(src, file));

export default defineConfig({
  base: '/static/',
  plugins: [sprite(icons), strictStyle],
  // The viewer's libraries ask for two modules of Node that browsers lack.
  resolve: {
    alias: [
      { find: /^events$/, replacement: resolve(import.meta.dirname, 'node_modules/events/events.js') },
      { find: /^url$/, replacement: resolve(import.meta.dirname, 'node_modules/url/url.js') },
    ],
  },
  worker: { format: 'es' },
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
