import type { Pair } from '../types';

const SVG = 'http://www.w3.org/2000/svg';
const ARM = 10;
const GAP = 3;

/** What is drawn of a mark in the making, in CSS pixels of the pane. */
export interface Shown {
  /** Lines through these places. */
  lines: readonly (readonly Pair[])[];
  cursor: Pair;
  told: string;
}

/** A layer above a pane for the keyboard's cursor and what is drawn so far. */
export function cursorOver(element: HTMLElement): { paint: (shown: Shown | undefined) => void } {
  const layer = document.createElementNS(SVG, 'svg');
  layer.setAttribute('class', 'viewer-cursor');
  layer.setAttribute('aria-hidden', 'true');
  element.append(layer);
  return {
    paint(shown) {
      layer.replaceChildren();
      if (!shown) return;
      const [x, y] = shown.cursor;
      for (const [dx, dy] of [[1, 0], [-1, 0], [0, 1], [0, -1]] as const) {
        line(layer, [x + dx * GAP, y + dy * GAP], [x + dx * ARM, y + dy * ARM]);
      }
      for (const places of shown.lines) {
        places.slice(1).forEach((end, place) => {
          const start = places[place];
          if (start) line(layer, start, end);
        });
      }
      const text = document.createElementNS(SVG, 'text');
      text.setAttribute('x', String(x + ARM));
      text.setAttribute('y', String(y - ARM));
      text.textContent = shown.told;
      layer.append(text);
    },
  };
}

function line(layer: SVGSVGElement, [x1, y1]: Pair, [x2, y2]: Pair): void {
  const one = document.createElementNS(SVG, 'line');
  for (const [name, value] of Object.entries({ x1, y1, x2, y2 })) one.setAttribute(name, value.toFixed(1));
  layer.append(one);
}
