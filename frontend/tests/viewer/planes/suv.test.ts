import { expect, test } from 'vitest';
import { describeUptake, inSuv, isInSuv } from '../../../src/viewer/planes/suv';

const numbers = (...values: number[]) => ({ vr: 'DS', Value: values });
const suv = { factor: 0.0004, unit: 'Bq/ml', reason: '' };

test('rescaled values become SUV by slope and intercept; the stored window, in other units, is left out', () => {
  const model = { '00280010': numbers(24), '00281053': numbers(0.5), '00281052': numbers(-10), '00281050': numbers(9000) };
  const found = inSuv(model, 0.0004);
  expect(found['00281053']).toEqual(numbers(0.0002));
  expect(found['00281052']).toEqual(numbers(-0.004));
  expect([found['00281050'], found['00281051']]).toEqual([numbers(3), numbers(6)]);
  expect(found['00280010']).toEqual(numbers(24));
  expect(inSuv({}, 2)['00281053']).toEqual(numbers(2));
});

test('what the values are is said, and why they are not SUV', () => {
  expect(isInSuv({ suv })).toBe(true);
  expect(isInSuv({ suv: null })).toBe(false);
  expect(describeUptake({ suv: null })).toBe('');
  expect(describeUptake({ suv })).toBe('SUV by body weight');
  const without = { factor: null, unit: 'Bq/ml', reason: 'Patient’s Weight is not told.' };
  expect(isInSuv({ suv: without })).toBe(false);
  expect(describeUptake({ suv: without })).toBe('No SUV, values in Bq/ml: Patient’s Weight is not told.');
});
