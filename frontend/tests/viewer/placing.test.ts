import { expect, test } from 'vitest';
import { bend, square, stepTowards, toPatient, toPixel, within } from '../../src/viewer/a11y/placing';
import type { ImageFacts, Point } from '../../src/viewer/types';

/** A sagittal frame: columns go along y, rows along -z; pixels of 0.8 mm down and 0.5 mm across. */
const SAGITTAL: ImageFacts = {
  url: '', instance: 'i', frame: 1, position: [10, -20, 30], orientation: [0, 1, 0, 0, 0, -1], spacing: [0.8, 0.5], own: {},
};
const AXIAL: ImageFacts = { ...SAGITTAL, position: [0, 0, 0], orientation: [1, 0, 0, 0, 1, 0] };

const near = (points: readonly (readonly number[])[], wanted: readonly (readonly number[])[]): void =>
  points.forEach((point, place) => point.forEach((part, axis) => expect(part).toBeCloseTo(wanted[place]?.[axis] ?? NaN, 6)));

test('a pixel lies in the patient as PS3.3 C.7.6.2.1.1 says, and back', () => {
  near([toPatient([4, 10], SAGITTAL)], [[10, -18, 22]]);
  near([toPixel([10, -18, 22], SAGITTAL)], [[4, 10]]);
});

test('the cursor stays on the image, to the outer edge of its pixels', () => {
  expect(within([-3, 99], [64, 32])).toEqual([-0.5, 31.5]);
  expect(within([12.5, 3], [64, 32])).toEqual([12.5, 3]);
});

test('an arrow goes its way on the screen, however the image is turned', () => {
  const straight = ([column, row]: readonly number[]) => [2 * (column ?? 0), 2 * (row ?? 0)] as const;
  const turned = ([column, row]: readonly number[]) => [-2 * (row ?? 0), 2 * (column ?? 0)] as const;
  expect(stepTowards([1, 0], [5, 5], straight)).toEqual([1, 0]);
  expect(stepTowards([0, -1], [5, 5], straight)).toEqual([0, -1]);
  expect(stepTowards([1, 0], [5, 5], turned)).toEqual([0, -1]);
  expect(stepTowards([0, 1], [5, 5], turned)).toEqual([1, 0]);
});

test('the second end of the perpendicular stands square on the longest diameter', () => {
  const points: Point[] = [[0, 0, 0], [40, 0, 0], [15, -10, 0]];
  near([square(points, [22, 9, 0])], [[15, 9, 0]]);
  near([square(points.slice(0, 2), [22, 9, 0])], [[22, 9, 0]]);
});

test('an end of the longest diameter takes the perpendicular along: same share, same lengths, square', () => {
  const points: Point[] = [[0, 0, 0], [40, 0, 0], [10, -6, 0], [10, 8, 0]];
  near(bend(points, 1, [0, 20, 0], AXIAL), [[0, 0, 0], [0, 20, 0], [6, 5, 0], [-8, 5, 0]]);
  near(bend(points, 0, [20, 0, 0], AXIAL), [[20, 0, 0], [40, 0, 0], [25, -6, 0], [25, 8, 0]]);
});

test('an end of the perpendicular takes the other one along and keeps its reach', () => {
  const points: Point[] = [[0, 0, 0], [40, 0, 0], [10, -6, 0], [10, 8, 0]];
  near(bend(points, 2, [12, -9, 0], AXIAL), [[0, 0, 0], [40, 0, 0], [12, -9, 0], [12, 8, 0]]);
  near(bend(points.slice(0, 2), 1, [50, 1, 0], AXIAL), [[0, 0, 0], [50, 1, 0]]);
});
