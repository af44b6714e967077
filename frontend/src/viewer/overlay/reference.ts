import { cutOf } from '../planes/geometry';
import type { Plane } from '../planes/geometry';
import type { Point } from '../types';

const SVG = 'http://www.w3.org/2000/svg';

/** A pane as far as lines go: what it shows, in which frame of reference, and where points lie on it. */
export interface Lined {
  frame: string | undefined;
  plane: Plane | undefined;
  lines: SVGSVGElement;
  toCanvas(point: Point): readonly [number, number];
}

/** Lines in every other pane where the plane of the active one cuts it; only within one frame of reference. */
export class ReferenceLines {
  isOn = true;

  constructor(private readonly panes: () => readonly Lined[]) {}

  toggle(active: Lined | undefined): void {
    this.isOn = !this.isOn;
    this.draw(active);
  }

  draw(active: Lined | undefined): void {
    for (const pane of this.panes()) {
      const cut = this.isOn && active && pane !== active ? lineIn(pane, active) : undefined;
      pane.lines.replaceChildren(...(cut ? [lineOf(cut.map((one) => pane.toCanvas(one)))] : []));
    }
  }
}

/** Where the plane of one pane cuts another's, in the patient. */
export function lineIn(pane: Lined, active: Lined): readonly [Point, Point] | undefined {
  if (!pane.plane || !active.plane || !pane.frame || pane.frame !== active.frame) return undefined;
  return cutOf(pane.plane, active.plane);
}

function lineOf(ends: readonly (readonly [number, number])[]): SVGLineElement {
  const line = document.createElementNS(SVG, 'line');
  ends.forEach(([x, y], place) => {
    line.setAttribute(`x${place + 1}`, x.toFixed(1));
    line.setAttribute(`y${place + 1}`, y.toFixed(1));
  });
  return line;
}
