import { expect, test } from 'vitest';
import { cutsOf, placeOf, placeTurned, turnOf } from '../../../src/viewer/planes/cuts';
import type { CutName } from '../../../src/viewer/planes/cuts';
import { pointOf } from '../../../src/viewer/planes/geometry';
import type { Volume } from '../../../src/viewer/planes/volume';

const volume = {
  ...{ size: [6, 5, 4], spacing: [0.5, 0.8, 2.5], origin: [-30, -25, 10] },
  ...{ axes: [[1, 0, 0], [0, 1, 0], [0, 0, 1]], values: new Float32Array(120) },
} as unknown as Volume;

test('a projection is named by how far it is turned from the front, and found by it again', () => {
  const cuts = cutsOf(volume, 'mip');
  expect([turnOf(cuts, 0), turnOf(cuts, 1), turnOf(cuts, 23)]).toEqual([0, 15, 345]);
  for (let place = 0; place < cuts.count; place += 1) expect(placeTurned(cuts, turnOf(cuts, place))).toBe(place);
  expect(turnOf(cutsOf(volume, 'axial'), 2)).toBe(0);
});

test.each<CutName>(['axial', 'coronal', 'sagittal'])('a %s plane is found again by any point on it', (name) => {
  const cuts = cutsOf(volume, name);
  for (let place = 0; place < cuts.count; place += 1) {
    const plane = cuts.plane(place);
    expect(placeOf(cuts, pointOf(plane, plane.width / 3, plane.height / 2))).toBe(place);
  }
});
