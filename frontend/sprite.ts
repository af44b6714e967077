import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Plugin } from 'vite';

const PICTURES = resolve(import.meta.dirname, 'node_modules/@tabler/icons/icons/outline');

/** Turns one icon file into a `<symbol>`, keeping only its drawing. */
export function symbol(name: string, svg: string): string {
  const body = /<svg[^>]*>([\s\S]*)<\/svg>/.exec(svg)?.[1];
  if (body === undefined) throw new Error(`icon ${name}: no <svg> element found`);
  const drawing = body
    .replace(/<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*\/>/, '')
    .replace(/\s+/g, ' ')
    .trim();
  return (
    `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" ` +
    `stroke-linecap="round" stroke-linejoin="round">${drawing}</symbol>`
  );
}

/** Writes `icons.svg`, the one picture file that every `{% icon %}` points into. */
export function sprite(names: readonly string[]): Plugin {
  return {
    name: 'centralis-icon-sprite',
    apply: 'build',
    generateBundle() {
      const symbols = names.map((name) => symbol(name, readFileSync(`${PICTURES}/${name}.svg`, 'utf8')));
      this.emitFile({
        type: 'asset',
        fileName: 'icons.svg',
        source: `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join('')}</svg>\n`,
      });
    },
  };
}
