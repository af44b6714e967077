import type { Cell } from '../cell';
import type { ImageFacts, Mark, Point } from '../types';
import type { Bits } from './masks';

/** Colours of masks by lesion: apart from the ghosts' yellow and from each other, also for those who see red as green. */
const COLOURS: readonly (readonly [number, number, number])[] = [[64, 196, 255], [255, 138, 101], [178, 255, 89], [224, 128, 255]];
const [INNER, EDGE] = [80, 255];

/** The canvas over a pane's picture on which masks are drawn. */
export function overlayOf(picture: HTMLElement): HTMLCanvasElement {
  const standing = picture.querySelector<HTMLCanvasElement>('canvas.viewer-masks');
  if (standing) return standing;
  const made = document.createElement('canvas');
  made.className = 'viewer-masks';
  made.setAttribute('aria-hidden', 'true');
  picture.append(made);
  return made;
}

/** Empty the canvas and fit it to its pane; drawing goes by CSS pixels. */
export function cleared(layer: HTMLCanvasElement): CanvasRenderingContext2D | null {
  const scale = window.devicePixelRatio || 1;
  const [width, height] = [Math.round(layer.clientWidth * scale), Math.round(layer.clientHeight * scale)];
  if (layer.width !== width || layer.height !== height) [layer.width, layer.height] = [width, height];
  const context = layer.getContext('2d');
  context?.setTransform(1, 0, 0, 1, 0, 0);
  context?.clearRect(0, 0, width, height);
  return context;
}

/** A mask as a picture of one pixel a pixel: tinted within, full at its edge. */
export function coloursOf(mark: Mark, bits: Bits, size: { rows: number; columns: number }): HTMLCanvasElement {
  const picture = document.createElement('canvas');
  [picture.width, picture.height] = [size.columns, size.rows];
  const context = picture.getContext('2d');
  const data = context?.createImageData(size.columns, size.rows);
  if (!context || !data) return picture;
  const [red, green, blue] = colourOf(mark.of_lesion);
  for (let at = bits.indexOf(1); at >= 0; at = bits.indexOf(1, at + 1)) {
    data.data.set([red, green, blue, isEdge(bits, at, size.columns) ? EDGE : INNER], at * 4);
  }
  context.putImageData(data, 0, 0);
  return picture;
}

function isEdge(bits: Bits, at: number, columns: number): boolean {
  return !bits[at - 1] || !bits[at + 1] || !bits[at - columns] || !bits[at + columns];
}

function colourOf(lesion: string): readonly [number, number, number] {
  const sum = [...lesion].reduce((total, sign) => total + sign.charCodeAt(0), 0);
  return COLOURS[sum % COLOURS.length] ?? [64, 196, 255];
}

/** Where a pixel (column, row) of an image lies in the patient (LPS, mm). */
export function worldOf(image: ImageFacts, column: number, row: number): Point {
  const [rowMm, columnMm] = image.spacing;
  const part = (axis: number): number =>
    (image.position[axis] ?? 0) + (image.orientation[axis] ?? 0) * column * columnMm + (image.orientation[axis + 3] ?? 0) * row * rowMm;
  return [part(0), part(1), part(2)];
}

/** The pixel (column, row) of an image at a place in the patient: the inverse of `worldOf`. */
export function pixelOf(image: ImageFacts, point: Point): [number, number] {
  const along = (from: number): number =>
    [0, 1, 2].reduce((sum, axis) => sum + ((point[axis] ?? 0) - (image.position[axis] ?? 0)) * (image.orientation[axis + from] ?? 0), 0);
  return [along(0) / image.spacing[1], along(3) / image.spacing[0]];
}

/** The pixel (column, row) of the shown image under the pointer; none where no image is shown yet. */
export function pixelAt(cell: Cell, event: PointerEvent): [number, number] | undefined {
  const box = cell.stack.element.getBoundingClientRect();
  const { image } = cell;
  const at = cell.stack.toWorld(event.clientX - box.left, event.clientY - box.top);
  return image && at && pixelOf(image, at);
}

/** Lay a mask's picture over the pane as its image lies there: moved, scaled, turned. */
export function paintMask(context: CanvasRenderingContext2D, cell: Cell, image: ImageFacts, picture: HTMLCanvasElement): void {
  const scale = window.devicePixelRatio || 1;
  const at = (column: number, row: number): readonly [number, number] => cell.stack.toCanvas(worldOf(image, column, row));
  const [origin, across, down] = [at(-0.5, -0.5), at(0.5, -0.5), at(-0.5, 0.5)];
  const ways = [across, down].flatMap(([x, y]) => [(x - origin[0]) * scale, (y - origin[1]) * scale]) as [number, number, number, number];
  context.setTransform(...ways, origin[0] * scale, origin[1] * scale);
  context.imageSmoothingEnabled = false;
  context.drawImage(picture, 0, 0);
}
