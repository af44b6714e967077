import { expect, test } from 'vitest';
import { cutOf, planeOf, pointOf } from '../../../src/viewer/planes/geometry';
import type { Plane } from '../../../src/viewer/planes/geometry';
import type { ImageFacts, Point } from '../../../src/viewer/types';

const axial = (z: number): Plane => ({ corner: [-50, -40, z], along: [1, 0, 0], down: [0, 1, 0], width: 100, height: 80 });
const coronal: Plane = { corner: [-50, 10, 30], along: [1, 0, 0], down: [0, 0, -1], width: 60, height: 60 };
const ends = (cut: readonly [Point, Point] | undefined) =>
  cut?.map((one) => one.map((part) => Math.round(part * 1e6) / 1e6 + 0)).sort((one, other) => (one[0] ?? 0) - (other[0] ?? 0) || (one[1] ?? 0) - (other[1] ?? 0));

test('an image reaches from the outer edge of its first pixel to that of its last', () => {
  const image: ImageFacts = {
    url: '', instance: '1', frame: 1, position: [-30, -25, 7.5], orientation: [1, 0, 0, 0, 1, 0], spacing: [0.8, 0.5], own: {},
  };
  const size = { '00280010': { vr: 'US', Value: [80] }, '00280011': { vr: 'US', Value: [128] } };
  const plane = planeOf(image, { shared: size });
  expect(plane.corner).toEqual([-30.25, -25.4, 7.5]);
  expect([plane.width, plane.height]).toEqual([64, 64]);
  expect(pointOf(plane, 64, 64)).toEqual([33.75, 38.6, 7.5]);
});

test('two planes cut in a line that ends where the smaller one ends', () => {
  expect(ends(cutOf(axial(0), coronal))).toEqual([[-50, 10, 0], [10, 10, 0]]);
  expect(ends(cutOf(coronal, axial(0)))).toEqual([[-50, 10, 0], [10, 10, 0]]);
});

test('a plane that lies beyond the other, or beside it, cuts no line', () => {
  expect(cutOf(axial(40), coronal)).toBeUndefined();
  expect(cutOf(axial(0), axial(5))).toBeUndefined();
  expect(cutOf(axial(0), { ...coronal, corner: [-50, 41, 30] })).toBeUndefined();
});

test('an oblique plane cuts where its points lie on both', () => {
  const half = Math.SQRT1_2;
  const oblique: Plane = { corner: [-20, 0, -20], along: [half, 0, half], down: [0, 1, 0], width: 100, height: 20 };
  expect(ends(cutOf(axial(5), oblique))).toEqual([[5, 0, 5], [5, 20, 5]]);
});
