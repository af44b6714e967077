import { expect, test } from 'vitest';
import { commandOf } from '../../src/viewer/hotkeys/keys';
import { cellsOf, layoutFor, layoutNamed } from '../../src/viewer/protocol/layout';
import { describeWindow, presetsOf, stepWindow } from '../../src/viewer/protocol/windows';

const panes = [{ is_current: false }, { is_current: false }, { is_current: true }];

test('the layout shows every pane of the plan; fewer cells keep the latest, more show further series', () => {
  expect(layoutFor(1).name).toBe('1 × 1');
  expect(layoutFor(3).name).toBe('1 × 3');
  expect(layoutFor(4).name).toBe('2 × 2');
  const one = layoutNamed('1 × 1');
  const six = layoutNamed('2 × 3');
  expect(one && cellsOf(panes, one)).toEqual([{ pane: 2, series: 0 }]);
  expect(six && cellsOf(panes, six).slice(3)).toEqual([
    { pane: 2, series: 1 },
    { pane: 2, series: 2 },
    { pane: 2, series: 3 },
  ]);
  expect(six && cellsOf([], six)).toEqual([]);
});

test('windows by modality: Hounsfield windows are for CT alone', () => {
  const ct = presetsOf({ modality: 'CT', suv: null });
  expect(ct.map((one) => one.name)).toContain('Lung');
  expect(presetsOf({ modality: 'MR', suv: null })).toHaveLength(1);
  expect(new Set(ct.map((one) => one.key)).size).toBe(ct.length);
  expect(stepWindow({ centre: 40, width: 400 }, 1, 0)).toEqual({ centre: 40, width: 440.00000000000006 });
  expect(stepWindow({ centre: 40, width: 400 }, 0, 1)).toEqual({ centre: 0, width: 400 });
  expect(stepWindow({ centre: 0, width: 1 }, -1, 0).width).toBe(1);
});

test('windows of uptake are in SUV where there is a factor, and stored ones where there is none', () => {
  const suv = { factor: 0.0004, unit: 'Bq/ml', reason: '' };
  const windows = presetsOf({ modality: 'PT', suv });
  expect(windows.map((one) => one.name)).toEqual(['SUV 0–5', 'SUV 0–7', 'SUV 0–10', 'SUV 0–15', 'SUV 0–20']);
  expect(windows[2]?.window).toEqual({ centre: 5, width: 10 });
  expect(presetsOf({ modality: 'PT', suv: { ...suv, factor: null } }).map((one) => one.name)).toEqual(['As stored']);
  expect(describeWindow({ centre: 2.5, width: 5 }, { suv })).toBe('SUV 0–5');
  expect(describeWindow({ centre: 40.2, width: 400 }, { suv: null })).toBe('C 40 W 400');
  expect(stepWindow({ centre: 2.5, width: 0.1 }, -1, 0, 0.1).width).toBe(0.1);
});

test('keys say what they do; those of the browser are left alone', () => {
  const key = (name: string, ctrlKey = false) => commandOf({ key: name, ctrlKey, metaKey: false, altKey: false });
  expect(key('PageDown')).toEqual({ name: 'step', by: 10 });
  expect(key('M')).toEqual({ name: 'hand:bidirectional' });
  expect(key('3')).toEqual({ name: 'preset:3' });
  expect(key('0')).toEqual({ name: 'reset' });
  expect(key('r', true)).toBeUndefined();
  expect(key('q')).toBeUndefined();
});
