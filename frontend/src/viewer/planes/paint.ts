import { pointOf } from './geometry';
import type { Plane } from './geometry';
import type { Point } from '../types';

/** From where to where values go from dark to light. */
export interface Range {
  lower: number;
  upper: number;
}

export type ToCanvas = (point: Point) => readonly [number, number];

/** Values as greys, as the engine draws them; what lies outside the volume is black. */
export function inGrey(values: Float32Array, range: Range, isInverted: boolean): Uint8ClampedArray<ArrayBuffer> {
  const found = new Uint8ClampedArray(values.length * 4);
  values.forEach((value, place) => {
    const share = (value - range.lower) / (range.upper - range.lower);
    const grey = 255 * (isInverted ? 1 - clamp(share) : clamp(share));
    found.fill(Number.isNaN(value) ? 0 : grey, place * 4, place * 4 + 3);
    found[place * 4 + 3] = 255;
  });
  return found;
}

/** Values in hot metal (black, red, yellow, white), the more opaque the higher they are, up to `opacity`. */
export function inHotMetal(values: Float32Array, range: Range, opacity: number): Uint8ClampedArray<ArrayBuffer> {
  const found = new Uint8ClampedArray(values.length * 4);
  values.forEach((value, place) => {
    const share = Number.isNaN(value) ? 0 : clamp((value - range.lower) / (range.upper - range.lower));
    found.set(hotMetal(share), place * 4);
    found[place * 4 + 3] = 255 * opacity * share;
  });
  return found;
}

/** Hot metal: red rises over the first half, green over the middle, blue over the last quarter. */
export function hotMetal(share: number): [number, number, number] {
  return [255 * clamp(share * 2), 255 * clamp(share * 2 - 0.5), 255 * clamp(share * 4 - 3)];
}

/** Lay a picture over the rectangle of a plane, wherever and however a pane shows it. */
export function lay(canvas: HTMLCanvasElement, picture: CanvasImageSource, size: readonly [number, number], plane: Plane, toCanvas: ToCanvas): void {
  const pen = canvas.getContext('2d');
  if (!pen) return;
  const scale = canvas.width / Math.max(canvas.clientWidth, 1);
  const at = [pointOf(plane, 0, 0), pointOf(plane, plane.width, 0), pointOf(plane, 0, plane.height)].map(toCanvas);
  const [corner = [0, 0], right = [0, 0], below = [0, 0]] = at;
  const [x, y] = corner;
  pen.setTransform(1, 0, 0, 1, 0, 0);
  pen.imageSmoothingEnabled = true;
  pen.setTransform(
    (scale * (right[0] - x)) / size[0], (scale * (right[1] - y)) / size[0],
    (scale * (below[0] - x)) / size[1], (scale * (below[1] - y)) / size[1],
    scale * x, scale * y,
  ); // prettier-ignore
  pen.drawImage(picture, 0, 0);
  pen.setTransform(1, 0, 0, 1, 0, 0);
}

/** Bytes of red, green, blue and opacity as something that can be drawn. */
export function pictureOf(bytes: Uint8ClampedArray<ArrayBuffer>, columns: number, rows: number): HTMLCanvasElement {
  const made = document.createElement('canvas');
  made.width = columns;
  made.height = rows;
  made.getContext('2d')?.putImageData(new ImageData(bytes, columns, rows), 0, 0);
  return made;
}

/** Empty a canvas and make it as fine as the screen is. */
export function fit(canvas: HTMLCanvasElement): void {
  const fine = window.devicePixelRatio || 1;
  const [width, height] = [Math.round(canvas.clientWidth * fine), Math.round(canvas.clientHeight * fine)];
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  canvas.getContext('2d')?.clearRect(0, 0, width, height);
}

function clamp(share: number): number {
  return Math.min(Math.max(share, 0), 1);
}
