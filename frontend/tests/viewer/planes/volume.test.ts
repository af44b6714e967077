import { expect, test } from 'vitest';
import { cutsOf, placeOf } from '../../../src/viewer/planes/cuts';
import type { CutName } from '../../../src/viewer/planes/cuts';
import { pointOf } from '../../../src/viewer/planes/geometry';
import { sample, sampleHighest, volumeOf } from '../../../src/viewer/planes/volume';
import type { Volume } from '../../../src/viewer/planes/volume';
import type { ImageFacts, Point, Series } from '../../../src/viewer/types';

const COLUMNS = 6;
const ROWS = 5;
const SLICES = 4;
const ramp = ([x, y, z]: Point): number => 2 * x - 3 * y + 5 * z;

/** A stack whose values are a ramp through the patient, each frame with a slope of its own; `step` may run downwards. */
function stack(orientation: readonly number[], step: Point): { series: Series; volume: Volume } {
  const [a = 1, b = 0, c = 0, d = 0, e = 1, f = 0] = orientation;
  const images: ImageFacts[] = [];
  const frames = [];
  for (let slice = 0; slice < SLICES; slice += 1) {
    const position: Point = [10 + step[0] * slice, 20 + step[1] * slice, 30 + step[2] * slice];
    images.push({ url: '', instance: String(slice), frame: 1, position, orientation, spacing: [0.8, 0.5], own: {} });
    const data = new Float64Array(COLUMNS * ROWS);
    for (let row = 0; row < ROWS; row += 1) {
      for (let column = 0; column < COLUMNS; column += 1) {
        const [u, v] = [column * 0.5, row * 0.8];
        const at: Point = [position[0] + a * u + d * v, position[1] + b * u + e * v, position[2] + c * u + f * v];
        data[row * COLUMNS + column] = (ramp(at) + 7) / (slice + 1);
      }
    }
    frames.push({ data, slope: slice + 1, intercept: -7 });
  }
  const size = { '00280010': { Value: [ROWS] }, '00280011': { Value: [COLUMNS] } };
  const series = { images, shared: size } as unknown as Series;
  return { series, volume: volumeOf(series, frames) };
}

const STACKS: readonly [string, readonly number[], Point][] = [
  ['axial upwards', [1, 0, 0, 0, 1, 0], [0, 0, 2]],
  ['axial downwards', [1, 0, 0, 0, 1, 0], [0, 0, -2]],
  ['sagittal', [0, 1, 0, 0, 0, -1], [-2, 0, 0]],
  ['coronal', [1, 0, 0, 0, 0, -1], [0, 2, 0]],
];

test.each(STACKS)('a ramp is met at every place between the centres of the voxels: %s', (_name, orientation, step) => {
  const { volume } = stack(orientation, step);
  for (const name of ['axial', 'coronal', 'sagittal'] as CutName[]) {
    const cuts = cutsOf(volume, name);
    const middle = Math.floor(cuts.count / 2);
    const plane = cuts.plane(middle);
    const { values, columns, rows } = cuts.values(middle);
    const [column, row] = [Math.floor(columns / 2), Math.floor(rows / 2)];
    const point = pointOf(plane, ((column + 0.5) * plane.width) / columns, ((row + 0.5) * plane.height) / rows);
    expect(values[row * columns + column]).toBeCloseTo(ramp(point), 3);
    expect(placeOf(cuts, point)).toBe(middle);
  }
});

test('planes of the patient lie as they are looked at: the head above, the right side at the left', () => {
  const { volume } = stack([1, 0, 0, 0, 1, 0], [0, 0, 2]);
  const coronal = cutsOf(volume, 'coronal');
  expect(coronal.count).toBe(ROWS);
  expect(coronal.plane(0)).toEqual({ corner: [9.75, 20, 37], along: [1, 0, 0], down: [0, 0, -1], width: 3, height: 8 });
  const sagittal = cutsOf(volume, 'sagittal').plane(0);
  expect([sagittal.corner[1], sagittal.corner[2], sagittal.width]).toEqual([19.6, 37, 4]);
  const axial = cutsOf(volume, 'axial');
  expect([axial.count, axial.plane(3).corner[2]]).toEqual([SLICES, 36]);
});

test('outside the volume is no value; the outer half of the outermost voxels is theirs', () => {
  const { volume } = stack([1, 0, 0, 0, 1, 0], [0, 0, 2]);
  const line = { corner: [9.25, 19.6, 30] as Point, along: [1, 0, 0] as Point, down: [0, 1, 0] as Point, width: 1, height: 0.8 };
  const [before, first] = sample(volume, line, 2, 1);
  expect(before).toBeNaN();
  expect(first).toBeCloseTo(ramp([10, 20, 30]), 4);
});

test('a projection shows the highest value behind each place', () => {
  const { volume } = stack([1, 0, 0, 0, 1, 0], [0, 0, 2]);
  const front = { corner: [9.75, 21.6, 31] as Point, along: [1, 0, 0] as Point, down: [0, 0, -1] as Point, width: 3, height: 2 };
  const [highest] = sampleHighest(volume, front, COLUMNS, 1, 4, 0.5);
  expect(highest).toBeCloseTo(ramp([10, 20, 30]), 4);
  expect(cutsOf(volume, 'mip').count).toBe(24);
  expect(Math.max(...cutsOf(volume, 'mip').values(0).values.filter((one) => !Number.isNaN(one)))).toBeLessThanOrEqual(ramp([12.5, 20, 36]) + 1e-3);
});
