import { dot, normalOf } from '../protocol/link';
import type { ImageFacts, Model, Point, Series } from '../types';

/** A rectangle in the patient (LPS, mm): its corner, the directions of its rows and columns (unit), its size (mm). */
export interface Plane {
  corner: Point;
  along: Point;
  down: Point;
  width: number;
  height: number;
}

const PARALLEL = 1e-3;

/** `one` and `times` of `way` further. */
export function plus(one: Point, way: Point, times = 1): Point {
  return [one[0] + way[0] * times, one[1] + way[1] * times, one[2] + way[2] * times];
}

export function minus(one: Point, other: Point): Point {
  return plus(one, other, -1);
}

export function cross(one: Point, other: Point): Point {
  return normalOf([...one, ...other]);
}

/** How many rows and columns an image has. */
export function sizeOf(image: ImageFacts, series: Pick<Series, 'shared'>): { rows: number; columns: number } {
  const told = (tag: string): number => {
    const element = ((image.own[tag] ?? series.shared[tag]) as Model | undefined)?.['Value'];
    return Number((element as unknown[] | undefined)?.[0] ?? 0);
  };
  return { rows: told('00280010'), columns: told('00280011') };
}

/** The rectangle of an image, to the outer edges of its pixels (positions are of the first pixel's centre). */
export function planeOf(image: ImageFacts, series: Pick<Series, 'shared'>): Plane {
  const { rows, columns } = sizeOf(image, series);
  const [a = 1, b = 0, c = 0, d = 0, e = 1, f = 0] = image.orientation;
  const [along, down]: [Point, Point] = [[a, b, c], [d, e, f]];
  const [row, column] = image.spacing;
  const corner = plus(plus(image.position, along, -column / 2), down, -row / 2);
  return { corner, along, down, width: columns * column, height: rows * row };
}

/** A point of a plane by its distances from the corner. */
export function pointOf(plane: Plane, x: number, y: number): Point {
  return plus(plus(plane.corner, plane.along, x), plane.down, y);
}

/** Where two rectangles cut each other, from end to end; none where they are parallel or do not meet. */
export function cutOf(one: Plane, other: Plane): readonly [Point, Point] | undefined {
  const [n1, n2] = [cross(one.along, one.down), cross(other.along, other.down)];
  const way = cross(n1, n2);
  const length2 = dot(way, way);
  if (length2 < PARALLEL ** 2) return undefined;
  const [d1, d2] = [dot(n1, one.corner), dot(n2, other.corner)];
  const start = plus(scaled(cross(n2, way), d1 / length2), cross(way, n1), d2 / length2);
  let [from, to] = [-Infinity, Infinity];
  for (const plane of [one, other]) {
    for (const [axis, size] of [[plane.along, plane.width], [plane.down, plane.height]] as const) {
      const [at, by] = [dot(minus(start, plane.corner), axis), dot(way, axis)];
      if (Math.abs(by) < PARALLEL * Math.sqrt(length2)) {
        if (at < 0 || at > size) return undefined;
        continue;
      }
      const ends = [-at / by, (size - at) / by].sort((a, b) => a - b);
      [from, to] = [Math.max(from, ends[0] ?? from), Math.min(to, ends[1] ?? to)];
    }
  }
  return from < to ? [plus(start, way, from), plus(start, way, to)] : undefined;
}

function scaled(way: Point, times: number): Point {
  return [way[0] * times, way[1] * times, way[2] * times];
}
