import { expect, test } from 'vitest';
import { commandOf } from '../../src/viewer/hotkeys/keys';
import { cellsOf, layoutFor, layoutNamed } from '../../src/viewer/protocol/layout';
import { presetsOf, stepWindow } from '../../src/viewer/protocol/windows';

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
  expect(presetsOf('CT').map((one) => one.name)).toContain('Lung');
  expect(presetsOf('MR')).toHaveLength(1);
  expect(new Set(presetsOf('CT').map((one) => one.key)).size).toBe(presetsOf('CT').length);
  expect(stepWindow({ centre: 40, width: 400 }, 1, 0)).toEqual({ centre: 40, width: 440.00000000000006 });
  expect(stepWindow({ centre: 40, width: 400 }, 0, 1)).toEqual({ centre: 0, width: 400 });
  expect(stepWindow({ centre: 0, width: 1 }, -1, 0).width).toBe(1);
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
