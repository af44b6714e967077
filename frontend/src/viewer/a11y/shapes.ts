import type { Drawn } from '../engine';
import type { ImageFacts, Pair, Point } from '../types';
import { square, toPatient, toPixel } from './placing';
import type { Pixel } from './placing';

/** What is drawn by placing points. */
export type Placed = Drawn['kind'];

/** How a mark of one kind is drawn by keys. Points are in the patient (LPS, mm); all of a mark lie on one image. */
export interface Shape {
  /** How many points are placed; a freehand region takes any number, and is closed. */
  count: number;
  /** What the next Enter places, in words, when so many are placed. */
  next(placed: number): string;
  /** Where the next point comes to lie when the cursor stands somewhere. */
  hold(points: readonly Point[], to: Point): Point;
  /** The lines shown while it is drawn, the cursor's place among them. */
  lines(points: readonly Point[], cursor: Point, image: ImageFacts): Point[][];
  /** The points of the finished mark, in the order in which it is kept. */
  finish(points: readonly Point[], image: ImageFacts): Point[];
  /** Why these points make no mark; empty where they do. */
  fault(points: readonly Point[], image: ImageFacts): string;
}

const AXES = ['one end of the longest diameter', 'its other end', 'one end of the perpendicular', 'its other end'];
const SIDES = ['the end of one side of the angle', 'the corner of the angle', 'the end of its other side'];
const ELLIPSE = ['the middle of the ellipse', 'a corner of the box around it'];
const LEAST_CORNERS = 3;
const TURN = 2 * Math.PI;
const CHORDS = 48;

function named(words: readonly string[]): (placed: number) => string {
  return (placed) => words[placed] ?? '';
}

const anywhere = (_: readonly Point[], to: Point): Point => to;

function pairs(points: readonly Point[], cursor: Point): Point[][] {
  const ends = points.length % 2 === 1 ? [...points, cursor] : [...points];
  return ends.flatMap((start, place) => (place % 2 === 0 ? [[start, ends[place + 1] ?? start]] : []));
}

function diameters(count: number): Shape {
  return { count, next: named(AXES), hold: square, lines: pairs, finish: (points) => [...points], fault: () => '' };
}

const angle: Shape = {
  count: 3,
  next: named(SIDES),
  hold: anywhere,
  lines: (points, cursor) => [[...points, cursor]],
  finish: (points) => [...points],
  fault: ([start, corner, end]) =>
    isSame(start, corner) || isSame(corner, end) ? 'Two points of the angle are the same: move on before Enter.' : '',
};

const freehand: Shape = {
  count: Infinity,
  next: (placed) => (placed < LEAST_CORNERS ? 'a corner of the region' : 'the next corner; C, or Enter on the first, closes it'),
  hold: anywhere,
  lines: (points, cursor) => [[...points, cursor]],
  finish: (points) => [...points],
  fault: (points) => (points.length < LEAST_CORNERS ? 'A region has at least three corners.' : ''),
};

const ellipse: Shape = {
  count: 2,
  next: named(ELLIPSE),
  hold: anywhere,
  lines: ([middle], cursor, image) => (middle ? [around(toPixel(middle, image), halfAxes(middle, cursor, image), image)] : []),
  finish: ([middle, corner], image) => {
    if (!middle || !corner) return [];
    const [column, row] = toPixel(middle, image);
    const [across, down] = halfAxes(middle, corner, image);
    const ends: Pixel[] = [[column, row + down], [column, row - down], [column - across, row], [column + across, row]];
    return ends.map((one) => toPatient(one, image));
  },
  fault: ([middle, corner], image) => {
    const reach = middle && corner ? halfAxes(middle, corner, image) : [0, 0];
    return Math.min(...reach) > 0 ? '' : 'The ellipse has no area: move away from its middle both across and down.';
  },
};

/** Of each kind of mark, how it is drawn by keys. */
export const SHAPES: Readonly<Record<Placed, Shape>> = {
  length: diameters(2),
  bidirectional: diameters(4),
  angle,
  freehand,
  ellipse,
};

/** How far a corner of an ellipse's box lies from its middle: columns and rows. */
export function halfAxes(middle: Point, corner: Point, image: ImageFacts): Pair {
  const [[column, row], [x, y]] = [toPixel(middle, image), toPixel(corner, image)];
  return [Math.abs(x - column), Math.abs(y - row)];
}

/** A closed line round a pixel, by its half axes in columns and rows. */
export function around([column, row]: Pixel, [across, down]: Pair, image: ImageFacts): Point[] {
  return Array.from({ length: CHORDS + 1 }, (_, place) => {
    const turn = (place / CHORDS) * TURN;
    return toPatient([column + across * Math.cos(turn), row + down * Math.sin(turn)], image);
  });
}

/** Whether a point of a region lies where the region began, so that it closes there: within half a pixel. */
export function closes(points: readonly Point[], at: Point, image: ImageFacts): boolean {
  const [first] = points;
  if (!first || points.length < LEAST_CORNERS) return false;
  return Math.max(...halfAxes(first, at, image)) <= 0.5;
}

function isSame(one: Point | undefined, other: Point | undefined): boolean {
  return !one || !other || Math.hypot(one[0] - other[0], one[1] - other[1], one[2] - other[2]) < 1e-6;
}
