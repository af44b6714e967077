import { dot } from '../protocol/link';
import type { Point, Series } from '../types';
import { cross, minus, plus, sizeOf } from './geometry';
import type { Plane } from './geometry';

/** The numbers of one frame, row by row: value = number × slope + intercept. */
export interface Values {
  data: ArrayLike<number>;
  slope: number;
  intercept: number;
}

/** An even stack of parallel slices as one grid: axes are (column, row, slice), lengths in mm, points in LPS. */
export interface Volume {
  origin: Point;
  axes: readonly [Point, Point, Point];
  spacing: readonly [number, number, number];
  size: readonly [number, number, number];
  frames: readonly Values[];
}

/** Put the frames of a series that the server declared fit (even, untilted, one size) into one grid. */
export function volumeOf(series: Series, frames: readonly Values[]): Volume {
  const [first, last] = [series.images[0], series.images[series.images.length - 1]];
  if (!first || !last) throw new Error('a series without images is no volume');
  const [a = 1, b = 0, c = 0, d = 0, e = 1, f = 0] = first.orientation;
  const [along, down]: [Point, Point] = [[a, b, c], [d, e, f]];
  const normal = cross(along, down);
  const reach = dot(minus(last.position, first.position), normal);
  const across: Point = reach < 0 ? [-normal[0], -normal[1], -normal[2]] : normal;
  const { rows, columns } = sizeOf(first, series);
  const step = Math.abs(reach) / Math.max(series.images.length - 1, 1);
  return {
    origin: first.position,
    axes: [along, down, across],
    spacing: [first.spacing[1], first.spacing[0], step],
    size: [columns, rows, frames.length],
    frames,
  };
}

/**
 * The values of a volume on a rectangle, row by row, by trilinear interpolation; NaN outside the volume. A voxel reaches
 * half its size around its centre, and the values of its outer half are its own.
 */
export function sample(volume: Volume, plane: Plane, columns: number, rows: number): Float32Array {
  const found = new Float32Array(columns * rows);
  const way = { x: plane.width / columns, y: plane.height / rows };
  const first = plus(plus(plane.corner, plane.along, way.x / 2), plane.down, way.y / 2);
  const start = voxelAt(volume, first);
  const right = volume.axes.map((axis, k) => (dot(axis, plane.along) * way.x) / (volume.spacing[k] ?? 1));
  const below = volume.axes.map((axis, k) => (dot(axis, plane.down) * way.y) / (volume.spacing[k] ?? 1));
  const on = (k: 0 | 1 | 2, row: number, column: number): number =>
    start[k] + (below[k] ?? 0) * row + (right[k] ?? 0) * column;
  for (let row = 0, place = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1, place += 1) {
      found[place] = valueAt(volume, on(0, row, column), on(1, row, column), on(2, row, column));
    }
  }
  return found;
}

/** The highest value behind each place of a rectangle, `depth` (mm) deep around it, in steps of `step` (mm). */
export function sampleHighest(volume: Volume, plane: Plane, columns: number, rows: number, depth: number, step: number): Float32Array {
  const normal = cross(plane.along, plane.down);
  const highest = new Float32Array(columns * rows).fill(NaN);
  for (let at = (step - depth) / 2; at <= depth / 2; at += step) {
    const here = sample(volume, { ...plane, corner: plus(plane.corner, normal, at) }, columns, rows);
    here.forEach((value, place) => {
      if (!(value <= (highest[place] ?? NaN)) && !Number.isNaN(value)) highest[place] = value;
    });
  }
  return highest;
}

/** A point of the patient in voxels; the centre of the first voxel is (0, 0, 0). */
function voxelAt(volume: Volume, point: Point): Point {
  const from = minus(point, volume.origin);
  const [x, y, z] = volume.axes.map((axis, k) => dot(from, axis) / (volume.spacing[k] ?? 1));
  return [x ?? 0, y ?? 0, z ?? 0];
}

function valueAt(volume: Volume, x: number, y: number, z: number): number {
  const [columns, rows, slices] = volume.size;
  if (x < -0.5 || y < -0.5 || z < -0.5 || x > columns - 0.5 || y > rows - 0.5 || z > slices - 0.5) return NaN;
  const [i, u] = between(x, columns);
  const [j, v] = between(y, rows);
  const [k, w] = between(z, slices);
  const near = inFrame(volume, k, i, j, u, v);
  return w === 0 ? near : near * (1 - w) + inFrame(volume, k + 1, i, j, u, v) * w;
}

/** The lower neighbour, and how far beyond it; at the ends the outermost voxel alone. */
function between(at: number, count: number): readonly [number, number] {
  const clamped = Math.min(Math.max(at, 0), count - 1);
  const lower = Math.floor(clamped);
  return [lower, clamped - lower];
}

function inFrame(volume: Volume, slice: number, i: number, j: number, u: number, v: number): number {
  const frame = volume.frames[slice];
  if (!frame) return NaN;
  const columns = volume.size[0];
  const at = j * columns + i;
  const [right, below] = [u > 0 ? 1 : 0, v > 0 ? columns : 0];
  const upper = (frame.data[at] ?? NaN) * (1 - u) + (frame.data[at + right] ?? NaN) * u;
  const lower = (frame.data[at + below] ?? NaN) * (1 - u) + (frame.data[at + below + right] ?? NaN) * u;
  return (upper * (1 - v) + lower * v) * frame.slope + frame.intercept;
}
