import { dot, normalOf } from '../protocol/link';
import type { ImageFacts, Mark, Point } from '../types';

const SVG = 'http://www.w3.org/2000/svg';

/** A mark of an earlier time point, moved along the normal into the stack shown now. */
export interface Ghost {
  mark: Mark;
  points: Point[];
}

/** Move an earlier mark by the link's offset (mm) along the normal of the images shown. */
export function moved(mark: Mark, orientation: readonly number[], offset: number): Ghost {
  const normal = normalOf(orientation);
  const points = mark.points.map(
    ([x, y, z]) => [x + normal[0] * offset, y + normal[1] * offset, z + normal[2] * offset] as const,
  );
  return { mark, points };
}

/** Whether a ghost lies on an image: within half the distance of the slices. */
export function liesOn(ghost: Ghost, image: ImageFacts, step: number): boolean {
  const normal = normalOf(image.orientation);
  const first = ghost.points[0];
  return first !== undefined && Math.abs(dot(first, normal) - dot(image.position, normal)) <= Math.max(step / 2, 0.05);
}

/** Draw ghosts over a pane, dashed, with the lesion's name; `toCanvas` says where a point of the patient lies. */
export function paint(
  layer: SVGSVGElement,
  ghosts: readonly Ghost[],
  toCanvas: (point: Point) => readonly [number, number],
): void {
  layer.replaceChildren();
  for (const ghost of ghosts) {
    for (let place = 0; place + 1 < ghost.points.length; place += 2) {
      const [start, end] = [ghost.points[place], ghost.points[place + 1]];
      if (!start || !end) continue;
      const line = document.createElementNS(SVG, 'line');
      const [x1, y1] = toCanvas(start);
      const [x2, y2] = toCanvas(end);
      for (const [name, value] of Object.entries({ x1, y1, x2, y2 })) line.setAttribute(name, value.toFixed(1));
      layer.append(line);
    }
    const corner = ghost.points[0];
    if (!corner) continue;
    const [x, y] = toCanvas(corner);
    const name = document.createElementNS(SVG, 'text');
    name.setAttribute('x', (x + 4).toFixed(1));
    name.setAttribute('y', (y - 4).toFixed(1));
    name.textContent = ghost.mark.lesion;
    layer.append(name);
  }
}
