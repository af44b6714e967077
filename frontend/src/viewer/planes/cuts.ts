import { dot } from '../protocol/link';
import type { Point } from '../types';
import { cross, plus } from './geometry';
import type { Plane } from './geometry';
import { sample, sampleHighest } from './volume';
import type { Volume } from './volume';

/** Planes of the patient, and the projection of the highest values seen from around. */
export type CutName = 'axial' | 'coronal' | 'sagittal' | 'mip';

export const CUTS: readonly (readonly [CutName, string])[] = [
  ['axial', 'Axial'],
  ['coronal', 'Coronal'],
  ['sagittal', 'Sagittal'],
  ['mip', 'MIP'],
];

/** As radiologists look: from the feet, from the front, from the patient's left (LPS). */
const WAYS: Readonly<Record<Exclude<CutName, 'mip'>, readonly [Point, Point]>> = {
  axial: [[1, 0, 0], [0, 1, 0]],
  coronal: [[1, 0, 0], [0, 0, -1]],
  sagittal: [[0, 1, 0], [0, 0, -1]],
};
const TURNS = 24;
const ROUND_DEG = 360;
const MOST_PIXELS = 1024;

/** A set of parallel planes through a volume, or of turned projections; each `pixel` mm fine. */
export interface Cuts {
  name: CutName;
  count: number;
  pixel: number;
  plane(place: number): Plane;
  values(place: number): { values: Float32Array; columns: number; rows: number };
}

export function cutsOf(volume: Volume, name: CutName): Cuts {
  const pixel = Math.min(...volume.spacing);
  if (name === 'mip') return turned(volume, pixel);
  const [along, down] = WAYS[name];
  const normal = cross(along, down);
  const [x, y, z] = [extent(volume, along), extent(volume, down), extent(volume, normal)];
  const step = stepAlong(volume, normal);
  const count = Math.max(1, Math.round((z[1] - z[0]) / step));
  const plane = (place: number): Plane => rectangle(along, down, normal, x, y, z[0] + (place + 0.5) * step);
  return {
    name,
    count,
    pixel,
    plane,
    values: (place) => {
      const [columns, rows] = gridOf(plane(place), pixel);
      return { values: sample(volume, plane(place), columns, rows), columns, rows };
    },
  };
}

/** Projections around the long axis of the patient, the first from the front. */
function turned(volume: Volume, pixel: number): Cuts {
  const down: Point = [0, 0, -1];
  const coarse = Math.max(pixel, Math.min(volume.spacing[0], volume.spacing[1]));
  const plane = (place: number): Plane => {
    const angle = (2 * Math.PI * place) / TURNS;
    const along: Point = [Math.cos(angle), Math.sin(angle), 0];
    const normal = cross(along, down);
    const [x, y, z] = [extent(volume, along), extent(volume, down), extent(volume, normal)];
    return rectangle(along, down, normal, x, y, (z[0] + z[1]) / 2);
  };
  return {
    name: 'mip',
    count: TURNS,
    pixel: coarse,
    plane,
    values: (place) => {
      const one = plane(place);
      const [columns, rows] = gridOf(one, coarse);
      const [least, most] = extent(volume, cross(one.along, one.down));
      return { values: sampleHighest(volume, one, columns, rows, most - least, coarse), columns, rows };
    },
  };
}

/** How far a projection is turned from the first, which is seen from the front (degrees); planes are not turned. */
export function turnOf(cuts: Cuts, place: number): number {
  return cuts.name === 'mip' ? (ROUND_DEG * place) / cuts.count : 0;
}

/** The projection that is turned so far. */
export function placeTurned(cuts: Cuts, turned_deg: number): number {
  return Math.round((turned_deg * cuts.count) / ROUND_DEG) % cuts.count;
}

/** The plane of a set that is closest to a point. */
export function placeOf(cuts: Cuts, point: Point): number {
  const [first, second] = [cuts.plane(0), cuts.plane(1)];
  const normal = cross(first.along, first.down);
  const step = dot(second.corner, normal) - dot(first.corner, normal);
  const place = Math.round((dot(point, normal) - dot(first.corner, normal)) / step);
  return Math.min(Math.max(place, 0), cuts.count - 1);
}

type Range = readonly [number, number];

function rectangle(along: Point, down: Point, normal: Point, x: Range, y: Range, depth: number): Plane {
  const corner = plus(plus(plus([0, 0, 0], along, x[0]), down, y[0]), normal, depth);
  return { corner, along, down, width: x[1] - x[0], height: y[1] - y[0] };
}

/** From where to where a volume reaches along a direction, to the outer edges of its voxels. */
function extent(volume: Volume, way: Point): Range {
  const from = dot(volume.origin, way);
  let [least, most] = [from, from];
  volume.axes.forEach((axis, k) => {
    const [by, count] = [dot(axis, way) * (volume.spacing[k] ?? 1), volume.size[k] ?? 1];
    const ends = [-by / 2, by * (count - 0.5)];
    least += Math.min(...ends);
    most += Math.max(...ends);
  });
  return [least, most];
}

/** How far apart planes lie: by the spacing of the axis that the direction follows most. */
function stepAlong(volume: Volume, way: Point): number {
  const turns = volume.axes.map((axis) => Math.abs(dot(axis, way)));
  return volume.spacing[turns.indexOf(Math.max(...turns))] ?? 1;
}

function gridOf(plane: Plane, pixel: number): [number, number] {
  const fine = Math.max(pixel, plane.width / MOST_PIXELS, plane.height / MOST_PIXELS);
  return [Math.max(1, Math.round(plane.width / fine)), Math.max(1, Math.round(plane.height / fine))];
}
