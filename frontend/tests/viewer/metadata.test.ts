import { expect, test, vi } from 'vitest';

vi.mock('@cornerstonejs/core', () => ({ metaData: {} }));
vi.mock('@cornerstonejs/dicom-image-loader', () => ({}));
const { withFractions } = await import('../../src/viewer/engine/metadata');

const model = (slope: number | undefined, intercept = -1649) => ({
  ...(slope === undefined ? {} : { '00281053': { vr: 'DS', Value: [slope] } }),
  '00281052': { vr: 'DS', Value: [intercept] },
});
const least = (found: Readonly<Record<string, unknown>>) => (found['00281052'] as { Value: number[] }).Value[0] ?? NaN;

test('a slope with a fraction never rescales to whole ends, by which the loader would cut stored values short', () => {
  const found = withFractions(model(0.03125));
  expect(49568 * 0.03125 + least(found)).not.toBe(-100);
  expect(49568 * 0.03125 + least(found)).toBeCloseTo(-100, 5);
  expect(Number.isInteger(55968 * 0.03125 + least(found))).toBe(false);
});

test('whole slopes and images without one are left as they are', () => {
  for (const one of [model(1, -1024), model(2), model(undefined)]) expect(withFractions(one)).toBe(one);
});
