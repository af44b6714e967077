import { beforeEach, expect, test, vi } from 'vitest';
import { diameterOf, fill, isNode, lesionAt, rows } from '../../src/viewer/lesions/fields';
import { describe as wordsOf, isSame, Marks } from '../../src/viewer/lesions/marks';
import type { Mark } from '../../src/viewer/types';

const mark = (values: Partial<Mark> = {}): Mark => ({
  key: 'k1',
  edit: 1,
  lesion: 'T1',
  kind: 'bidirectional',
  instance: 'i',
  frame: 1,
  points: [],
  of_lesion: '',
  runs: [],
  values: {},
  volume_ml: null,
  long_mm: 40.04,
  short_mm: 20.02,
  is_node: null,
  note: '',
  ...values,
});

beforeEach(() => {
  document.body.innerHTML = `<form data-readform>
    <input type="hidden" name="targets-0-id" value="T1"><input name="targets-0-diameter_mm">
    <select name="targets-0-organ"><option value=""></option><option value="lymph_node">n</option><option value="liver">l</option></select>
    <select name="targets-0-state"><option value=""></option><option value="measured">m</option><option value="absent">a</option></select>
    <input type="hidden" name="non_targets-0-id" value="N1"><select name="non_targets-0-state"></select></form>`;
});

const field = (name: string) => document.querySelector<HTMLInputElement>(`[name="${name}"]`)!;

test('only lesions that are asked a diameter can be measured', () => {
  expect(rows()).toEqual([{ lesion: 'T1', prefix: 'targets-0' }]);
  expect(lesionAt(field('targets-0-organ'))).toBe('T1');
  expect(lesionAt(field('non_targets-0-state'))).toBeUndefined();
});

test('the longest diameter is filled in to a tenth, and the form is told as if it were typed', () => {
  const heard = vi.fn();
  document.querySelector('form')!.addEventListener('change', heard);
  expect(fill(mark())).toBe(true);
  expect(field('targets-0-diameter_mm').value).toBe('40');
  expect(field('targets-0-state').value).toBe('measured');
  expect(heard).toHaveBeenCalledTimes(1);
  expect(fill(mark())).toBe(false);
});

test('a lymph node counts by its short axis, by the form before the server', () => {
  field('targets-0-organ').value = 'lymph_node';
  expect(isNode('T1', false)).toBe(true);
  expect(diameterOf(mark())).toBe(20.02);
  field('targets-0-organ').value = 'liver';
  expect(diameterOf(mark({ is_node: true }))).toBe(40.04);
  field('targets-0-organ').value = '';
  expect(diameterOf(mark({ is_node: true, short_mm: null }))).toBeNull();
});

test('a lesion has one mark; an answer that was overtaken by a later edit is not taken in', () => {
  const marks = new Marks([mark()]);
  const drawn = { key: 'k2', kind: 'length' as const, instance: 'i', frame: 1, points: [] };
  const { mark: second, replaced } = marks.draw(drawn, 'T1');
  expect(replaced?.key).toBe('k1');
  expect(marks.all().map((one) => one.key)).toEqual(['k2']);
  marks.draw(drawn, 'T1');
  expect(marks.get('k2')?.edit).toBe(2);
  expect(marks.keep({ ...second, long_mm: 1 })).toBe(false);
  expect(marks.keep({ ...second, edit: 2, long_mm: 12.34 })).toBe(true);
  expect(wordsOf(marks.get('k2')!)).toEqual(['T1', '12.3 mm']);
  expect(wordsOf(mark())).toEqual(['T1', '40.0 × 20.0 mm']);
  expect(wordsOf(mark({ long_mm: null }))).toEqual(['T1', '…']);
});

test('a mark that was only measured again is the same one', () => {
  const standing = mark({ points: [[0, 0, 0], [1, 2, 3]] });
  const drawn = { key: 'k1', kind: 'length' as const, instance: 'i', frame: 1, points: [[0, 0, 0], [1, 2, 3 + 1e-9]] as const };
  expect(isSame(standing, { ...drawn, points: [...drawn.points] })).toBe(true);
  expect(isSame(standing, { ...drawn, points: [[0, 0, 0], [1, 2, 3.01]] })).toBe(false);
  expect(isSame(standing, { ...drawn, points: [[0, 0, 0]] })).toBe(false);
  expect(isSame(standing, { ...drawn, frame: 2, points: [...drawn.points] })).toBe(false);
});
