import { beforeEach, expect, test, vi } from 'vitest';
import { fillRegion } from '../../src/viewer/lesions/fields';
import { bodyOf, Marks, unanswered } from '../../src/viewer/lesions/marks';
import { listed, RegionPanel } from '../../src/viewer/regions/panel';
import { describeRegion, measured, nextName } from '../../src/viewer/regions/values';
import type { Mark, PlannedPane } from '../../src/viewer/types';

const region = (values: Partial<Mark> = {}): Mark => ({
  key: 'k1', edit: 1, lesion: 'ROI 1', of_lesion: '', kind: 'ellipse', instance: 'i', frame: 1, points: [], runs: [],
  values: { area_mm2: 75.4, mean: 41.25, sd: 9.96, min: -3, max: 88, unit: 'HU' },
  volume_ml: null, long_mm: null, short_mm: null, is_node: null, note: '', ...values,
});
const mask = (values: Partial<Mark> = {}): Mark =>
  region({ kind: 'mask', lesion: 'T1/5', of_lesion: 'T1', values: {}, volume_ml: 1.234, runs: [[0, 4]], ...values });
const pane: PlannedPane = { label: 'Baseline', number: 1, is_current: true, images_url: '', marks_url: '', unmark_url: '', keys_url: '' };

beforeEach(() => {
  document.body.innerHTML = `<form data-readform><input type="hidden" name="islands-0-id" value="C1">
    <input name="islands-0-mean_hu"><input name="islands-0-peak_hu"><input name="islands-0-area_mm2">
    <input type="hidden" name="targets-0-id" value="T1"><input name="targets-0-volume_ml"></form><div id="panel"></div>`;
});

const valueOf = (name: string): string => document.querySelector<HTMLInputElement>(`[name="${name}"]`)?.value ?? '';

test('what stands at a region says its numbers with their unit, and at first only its name', () => {
  expect(describeRegion(region())).toEqual(['ROI 1', '75.4 mm²', 'mean 41.3 HU, SD 10.0', '-3.0 to 88.0 HU']);
  expect(describeRegion(region({ of_lesion: 'T1' }))[0]).toBe('ROI 1 of T1');
  expect(describeRegion(region({ values: {} }))).toEqual(['ROI 1', '…']);
  expect(measured(region({ kind: 'angle', values: { angle_degrees: 88.26 } }))).toEqual(['88.3°']);
  expect(measured(mask())).toEqual(['1.23 mL']);
  const pet = { area_mm2: 5, mean: 1, sd: 0, min: 1, max: 1, peak: 7.891, sul_peak: 6.02, unit: 'SUVbw', note: '' };
  expect(measured(region({ values: pet })).slice(3)).toEqual(['peak 7.89 SUVbw', 'SULpeak 6.02']);
  expect(measured(region({ values: { area_mm2: 5, note: 'in colour: no values' } }))).toEqual(['5.0 mm²', 'in colour: no values']);
});

test('a new region takes the first free name of its kind', () => {
  expect(nextName('ellipse', ['T1', 'ROI 1', 'ROI 3'])).toBe('ROI 2');
  expect(nextName('angle', ['ROI 1'])).toBe('Angle 1');
});

test('a region fills the fields of the lesion it is tied to, and of no other', () => {
  expect(fillRegion(region())).toBe(false);
  expect(fillRegion(region({ of_lesion: 'C1' }))).toBe(true);
  expect([valueOf('islands-0-mean_hu'), valueOf('islands-0-peak_hu'), valueOf('islands-0-area_mm2')]).toEqual(['41.3', '88', '75.4']);
  expect(fillRegion(mask())).toBe(true);
  expect(valueOf('targets-0-volume_ml')).toBe('1.23');
});

test('values in another unit than the field asks for fill nothing', () => {
  fillRegion(region({ of_lesion: 'C1', values: { area_mm2: 4, mean: 3, max: 5, unit: 'SUVbw' } }));
  expect(valueOf('islands-0-mean_hu')).toBe('');
});

test('what is sent of a mask names its lesion and its runs; what came back unanswered is shown as drawn', () => {
  expect(bodyOf(mask())).toEqual({ key: 'k1', edit: 1, lesion: 'T1', kind: 'mask', instance: 'i', frame: 1, runs: [[0, 4]], over: [] });
  const left = unanswered(bodyOf(mask()) as unknown as Mark);
  expect([left.of_lesion, left.volume_ml, left.runs]).toEqual(['T1', null, [[0, 4]]]);
});

test('all masks of a lesion tell the volume that the server made of them', () => {
  const marks = new Marks([mask({ key: 'a', lesion: 'T1/4' }), mask({ key: 'b' }), mask({ key: 'c', lesion: 'T2/4', of_lesion: 'T2' })]);
  marks.share(mask({ key: 'b', volume_ml: 9 }));
  expect(marks.all().map((one) => one.volume_ml)).toEqual([9, 9, 1.234]);
});

test('the list has one line a lesion that is outlined and none for an empty mask', () => {
  const all = [region(), mask({ key: 'a' }), mask({ key: 'b' }), mask({ key: 'c', of_lesion: 'T2', runs: [] })];
  expect(listed(all).map((one) => one.key)).toEqual(['k1', 'a']);
});

test('a region is tied, shown and removed from the list by keys alone', () => {
  const doing = { show: vi.fn(), tie: vi.fn(), remove: vi.fn() };
  const root = document.querySelector<HTMLElement>('#panel') as HTMLElement;
  const panel = new RegionPanel(root, { panes: [pane], editable: true, of: () => [region()], ...doing });
  panel.draw();
  expect(root.textContent).toContain('mean 41.3 HU');
  const choice = root.querySelector('select') as HTMLSelectElement;
  choice.value = 'C1';
  choice.dispatchEvent(new Event('change'));
  expect(doing.tie).toHaveBeenCalledWith(expect.objectContaining({ key: 'k1' }), 'C1');
  for (const one of root.querySelectorAll('button')) one.click();
  expect([doing.show.mock.calls.length, doing.remove.mock.calls.length]).toEqual([1, 1]);
});

test('a locked time point only shows its regions', () => {
  const root = document.querySelector<HTMLElement>('#panel') as HTMLElement;
  const none = (): void => undefined;
  new RegionPanel(root, { panes: [pane], editable: false, of: () => [region()], show: none, tie: none, remove: none }).draw();
  expect(root.querySelectorAll('select')).toHaveLength(0);
  expect([...root.querySelectorAll('button')].map((one) => one.textContent)).toEqual(['Show']);
});
