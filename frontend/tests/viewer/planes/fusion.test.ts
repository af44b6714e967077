import { expect, test } from 'vitest';
import { uptakeFor } from '../../../src/viewer/planes/fusion';
import { againstCutting } from '../../../src/viewer/planes/view';
import type { Series } from '../../../src/viewer/types';

const fit = { is_reformattable: true, reasons: [] };
const series = (values: Partial<Record<keyof Series, unknown>>): Series =>
  ({ id: 'a', modality: 'CT', frame_of_reference: 'F', suv: null, fitness: fit, shared: {}, images: [], ...values }) as unknown as Series;
const suv = { factor: 0.0004, unit: 'Bq/ml', reason: '' };

test('a PET is laid over what shares its frame of reference, or it is said why not', () => {
  const ct = series({});
  const pet = series({ id: 'b', modality: 'PT', suv });
  expect(uptakeFor(ct, [ct, pet])).toBe(pet);
  expect(uptakeFor(ct, [ct])).toContain('no PET');
  expect(uptakeFor(pet, [ct, pet])).toContain('Choose the CT');
  expect(uptakeFor(ct, [{ ...pet, frame_of_reference: 'G' }])).toContain('frame of reference');
  const weightless = series({ modality: 'PT', suv: { ...suv, factor: null, reason: 'Patient’s Weight is not told.' } });
  expect(uptakeFor(ct, [weightless])).toBe('Patient’s Weight is not told.');
  const uneven = series({ modality: 'PT', suv, fitness: { is_reformattable: false, reasons: ['Other planes are off: 2 slices are missing.'] } });
  expect(uptakeFor(ct, [uneven])).toBe('Other planes are off: 2 slices are missing.');
});

test('colour is not cut anew', () => {
  expect(againstCutting(series({}))).toBe('');
  expect(againstCutting(series({ shared: { '00280002': { Value: [3] } } }))).toContain('colour');
});
