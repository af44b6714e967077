import { expect, test } from 'vitest';
import { around, closes, halfAxes, SHAPES } from '../../src/viewer/a11y/shapes';
import { toPatient } from '../../src/viewer/a11y/placing';
import type { ImageFacts, Point } from '../../src/viewer/types';

/** A sagittal frame: columns go along y, rows along -z; pixels of 0.8 mm down and 0.5 mm across. */
const SAGITTAL: ImageFacts = {
  url: '', instance: 'i', frame: 1, position: [10, -20, 30], orientation: [0, 1, 0, 0, 0, -1], spacing: [0.8, 0.5], own: {},
};
const at = (column: number, row: number): Point => toPatient([column, row], SAGITTAL);
const near = (points: readonly Point[], wanted: readonly Point[]): void => {
  expect(points).toHaveLength(wanted.length);
  points.forEach((point, place) => point.forEach((part, axis) => expect(part).toBeCloseTo(wanted[place]?.[axis] ?? NaN, 6)));
};

test('an ellipse is its middle and a corner of its box: the ends of both axes, in the order the engine keeps', () => {
  const { ellipse } = SHAPES;
  const corner = at(40 - 16, 20 + 6);
  near(ellipse.finish([at(40, 20), corner], SAGITTAL), [at(40, 26), at(40, 14), at(24, 20), at(56, 20)]);
  expect(halfAxes(at(40, 20), corner, SAGITTAL).map((one) => Math.round(one * 1e6) / 1e6)).toEqual([16, 6]);
  expect(ellipse.fault([at(40, 20), corner], SAGITTAL)).toBe('');
  expect(ellipse.fault([at(40, 20), at(50, 20)], SAGITTAL)).toContain('both across and down');
});

test('the line round an ellipse passes the ends of its axes and closes', () => {
  const line = around([40, 20], [16, 6], SAGITTAL);
  near([line[0]!, line[12]!, line[24]!, line[48]!], [at(56, 20), at(40, 26), at(24, 20), at(56, 20)]);
});

test('a freehand region closes on its first corner, from three on, within half a pixel', () => {
  const corners = [at(10, 10), at(20, 10), at(20, 20)];
  expect(closes(corners, at(10.4, 9.6), SAGITTAL)).toBe(true);
  expect(closes(corners, at(11, 10), SAGITTAL)).toBe(false);
  expect(closes(corners.slice(0, 2), at(10, 10), SAGITTAL)).toBe(false);
  expect(SHAPES.freehand.fault(corners.slice(0, 2), SAGITTAL)).toContain('three corners');
  expect(SHAPES.freehand.fault(corners, SAGITTAL)).toBe('');
});

test('an angle has its corner in the middle and sides that are long', () => {
  const { angle } = SHAPES;
  expect([0, 1, 2].map((placed) => angle.next(placed))).toEqual([
    'the end of one side of the angle', 'the corner of the angle', 'the end of its other side',
  ]);
  expect(angle.fault([at(1, 1), at(1, 1), at(5, 1)], SAGITTAL)).toContain('the same');
  expect(angle.fault([at(1, 1), at(3, 3), at(5, 1)], SAGITTAL)).toBe('');
  expect(angle.lines([at(1, 1)], at(3, 3), SAGITTAL)).toEqual([[at(1, 1), at(3, 3)]]);
});

test('diameters are lines from end to end, the last one to the cursor', () => {
  const points = [at(1, 1), at(9, 1), at(5, 0)];
  expect(SHAPES.bidirectional.lines(points, at(5, 4), SAGITTAL)).toEqual([[at(1, 1), at(9, 1)], [at(5, 0), at(5, 4)]]);
  expect(SHAPES.length.lines(points.slice(0, 2), at(5, 4), SAGITTAL)).toEqual([[at(1, 1), at(9, 1)]]);
});
