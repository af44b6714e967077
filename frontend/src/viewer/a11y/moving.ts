import type { Cell } from '../cell';
import type { ImageFacts, Pair } from '../types';
import { stepTowards, toPatient, within } from './placing';
import type { Pixel } from './placing';

const WAYS: Readonly<Record<string, Pair>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
const FAR = 10;
const FINE = 0.1;
/** Keys that go to another slice while a cursor is out. */
export const SLICES: Readonly<Record<string, number>> = { PageUp: -1, PageDown: 1 };

type Pressed = Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey'>;

/**
 * Where a cursor (column, row) goes when an arrow is pressed: a pixel of the image the way the arrow points on the
 * screen, ten with Shift, a tenth with Ctrl; never off the image. Nothing for other keys.
 */
export function movedBy(event: Pressed, cursor: Pixel, cell: Cell, image: ImageFacts): Pixel | undefined {
  const way = WAYS[event.key];
  if (!way) return undefined;
  const onScreen = (pixel: Pixel): Pair => cell.stack.toCanvas(toPatient(pixel, image));
  const [column, row] = stepTowards(way, cursor, onScreen);
  const by = event.shiftKey ? FAR : event.ctrlKey ? FINE : 1;
  return within([cursor[0] + column * by, cursor[1] + row * by], cell.stack.size);
}

/** The middle of the image that a cell shows. */
export function middleOf(cell: Cell): Pixel {
  const [columns, rows] = cell.stack.size;
  return [(columns - 1) / 2, (rows - 1) / 2];
}

/** A place on an image in words, counted from 1 as readers do. */
export function placeInWords([column, row]: Pixel): string {
  return `column ${tenth(column + 1)}, row ${tenth(row + 1)}`;
}

/** A number with at most one decimal. */
export function tenth(place: number): string {
  return String(Math.round(place * 10) / 10);
}
