import { dot, normalOf } from '../protocol/link';
import type { ImageFacts, Pair, Point } from '../types';

/** A place on a frame in pixels: column, row; the centre of the first pixel is (0, 0). */
export type Pixel = Pair;

/** Where a pixel lies in the patient (LPS, mm; DICOM PS3.3 C.7.6.2.1.1). */
export function toPatient([column, row]: Pixel, { position, orientation, spacing }: ImageFacts): Point {
  const along = column * spacing[1];
  const down = row * spacing[0];
  const part = (axis: 0 | 1 | 2): number =>
    position[axis] + (orientation[axis] ?? 0) * along + (orientation[axis + 3] ?? 0) * down;
  return [part(0), part(1), part(2)];
}

/** The pixel below a point of the patient. */
export function toPixel(point: Point, { position, orientation, spacing }: ImageFacts): Pixel {
  const off = minus(point, position);
  return [dot(off, orientation.slice(0, 3)) / spacing[1], dot(off, orientation.slice(3, 6)) / spacing[0]];
}

/** Hold a place within the image: the outermost pixels count to their outer edge. */
export function within([column, row]: Pixel, [columns, rows]: Pair): Pixel {
  return [clamp(column, columns), clamp(row, rows)];
}

function clamp(place: number, count: number): number {
  return Math.min(Math.max(place, -0.5), count - 0.5);
}

/** The step of one pixel that goes most in a direction of the screen, however the image is turned there. */
export function stepTowards(way: Pair, at: Pixel, toCanvas: (pixel: Pixel) => Pair): Pixel {
  const [x, y] = toCanvas(at);
  const steps: Pixel[] = [[1, 0], [-1, 0], [0, 1], [0, -1]];
  const gain = ([column, row]: Pixel): number => {
    const [u, v] = toCanvas([at[0] + column, at[1] + row]);
    return ((u - x) * way[0] + (v - y) * way[1]) / Math.hypot(u - x, v - y);
  };
  return steps.reduce((best, one) => (gain(one) > gain(best) ? one : best));
}

/** Marks made of lines whose ends can be taken hold of: one diameter, or the longest with its perpendicular. */
export type LineKind = 'length' | 'bidirectional';

/** Whether a tool, or a mark, is of lines with ends. */
export function isLine(kind: string): kind is LineKind {
  return kind === 'length' || kind === 'bidirectional';
}

/** Where the next point may lie: the second end of a perpendicular stands square on the longest diameter. */
export function square(points: readonly Point[], to: Point): Point {
  const [start, end, foot] = points;
  if (!start || !end || !foot) return to;
  const way = unit(minus(end, start));
  const off = minus(to, foot);
  return plus(foot, minus(off, times(way, dot(off, way))));
}

/** Move one end of a mark; the axes of a bidirectional one stay square. */
export function bend(points: readonly Point[], handle: number, to: Point, image: ImageFacts): Point[] {
  const [start, end, third, fourth] = points;
  if (!start || !end || !third || !fourth) return points.map((one, place) => (place === handle ? to : one));
  if (handle >= 2) {
    const other = square([start, end, to], handle === 2 ? fourth : third);
    return handle === 2 ? [start, end, to, other] : [start, end, other, to];
  }
  const [from, until] = handle === 0 ? [to, end] : [start, to];
  const old = frameOf(start, end, image);
  const fresh = frameOf(from, until, image);
  const turn = (point: Point): Point => {
    const off = minus(point, start);
    const share = dot(off, old.way) / old.length;
    return plus(from, plus(times(fresh.way, share * fresh.length), times(fresh.side, dot(off, old.side))));
  };
  return [from, until, turn(third), turn(fourth)];
}

function frameOf(start: Point, end: Point, image: ImageFacts): { way: Point; side: Point; length: number } {
  const off = minus(end, start);
  const way = unit(off);
  const [a, b, c] = normalOf(image.orientation);
  const side: Point = [b * way[2] - c * way[1], c * way[0] - a * way[2], a * way[1] - b * way[0]];
  return { way, side, length: Math.hypot(...off) || 1 };
}

function plus(one: Point, other: Point): Point {
  return [one[0] + other[0], one[1] + other[1], one[2] + other[2]];
}

function minus(one: Point, other: Point): Point {
  return [one[0] - other[0], one[1] - other[1], one[2] - other[2]];
}

function times([x, y, z]: Point, factor: number): Point {
  return [x * factor, y * factor, z * factor];
}

function unit(point: Point): Point {
  return times(point, 1 / (Math.hypot(...point) || 1));
}
