import { expect, test } from 'vitest';
import { fill, isNode, rows } from '../../src/viewer/lesions/fields';
import type { Mark } from '../../src/viewer/types';

const mark = { lesion: 'T1', long_mm: 30.04, short_mm: 19.96, is_node: null } as unknown as Mark;
const field = (name: string) => document.querySelector<HTMLInputElement>(`[name="targets-0-${name}"]`)!;

function form(fields: string): void {
  document.body.innerHTML = `<form data-readform><input type="hidden" name="targets-0-id" value="T1">${fields}</form>`;
}

test('both diameters are filled where the criterion asks for both', () => {
  form('<input name="targets-0-ldi_mm"><input name="targets-0-sdi_mm">');
  expect(rows()).toHaveLength(1);
  expect(fill(mark)).toBe(true);
  expect([field('ldi_mm').value, field('sdi_mm').value]).toEqual(['30', '20']);
  expect(fill(mark)).toBe(false);
});

test('a tick that is not set makes no node of a lesion', () => {
  form('<input name="targets-0-diameter_mm"><input type="checkbox" name="targets-0-node" value="yes">');
  expect(isNode('T1', null)).toBe(false);
  fill(mark);
  expect(field('diameter_mm').value).toBe('30');
  field('node').checked = true;
  fill(mark);
  expect(field('diameter_mm').value).toBe('20');
});

test('rows without a diameter are not measured', () => {
  form('<input name="targets-0-grade">');
  expect(rows()).toEqual([]);
});
