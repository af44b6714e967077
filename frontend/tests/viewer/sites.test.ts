import { beforeEach, expect, test } from 'vitest';
import { fill, fillRegion } from '../../src/viewer/lesions/fields';
import { measuredSites, regionSites, sayOrigins } from '../../src/viewer/lesions/sites';
import type { Mark } from '../../src/viewer/types';

const field = (name: string, site: string, quantity: string) =>
  `<div class="answer"><input name="time_point-${name}" data-site="${site}" data-quantity="${quantity}"><span data-origin></span></div>`;

beforeEach(() => {
  document.body.innerHTML = `<form data-readform>${field('liver_mean', 'Liver', 'sul_mean')}${field('liver_deviation', 'Liver', 'sul_sd')}${field('spleen_mm', 'Spleen', 'long_mm')}</form>`;
});

const value = (name: string) => document.querySelector<HTMLInputElement>(`[name="time_point-${name}"]`)!.value;
const origin = (place: number) => document.querySelectorAll('[data-origin]')[place]!.textContent;
const mark = (told: Partial<Mark>): Mark => ({
  key: 'k', edit: 1, lesion: 'ROI 1', of_lesion: '', kind: 'ellipse', instance: 'i', frame: 1, points: [], runs: [], values: {},
  volume_ml: null, long_mm: null, short_mm: null, is_node: null, note: '', ...told,
});
const LIVER = mark({ of_lesion: 'Liver', values: { mean: 2.4, sul_mean: 1.876, sul_sd: 0.2, unit: 'SUVbw' } });

test('what is measured at a site fills its fields', () => {
  expect([measuredSites(), regionSites()]).toEqual([['Spleen'], ['Liver']]);
  expect(fillRegion(LIVER)).toBe(true);
  expect([value('liver_mean'), value('liver_deviation')]).toEqual(['1.88', '0.2']);
  expect(fillRegion(LIVER)).toBe(false);
  expect(fill(mark({ lesion: 'Spleen', kind: 'length', long_mm: 118.04 }))).toBe(true);
  expect(value('spleen_mm')).toBe('118');
});

test('a field says whether its number is measured or typed', () => {
  fillRegion(LIVER);
  document.querySelector<HTMLInputElement>('[name="time_point-spleen_mm"]')!.value = '120';
  sayOrigins([LIVER]);
  expect([origin(0), origin(1), origin(2)]).toEqual(['measured', 'measured', 'typed']);
  document.querySelector<HTMLInputElement>('[name="time_point-liver_mean"]')!.value = '3';
  sayOrigins([LIVER]);
  expect(origin(0)).toBe('measured: 1.88');
});
