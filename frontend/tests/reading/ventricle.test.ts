import { expect, test } from 'vitest';
import { outlines, startVentricles } from '../../src/reading/ventricle';

const row = (place: number) => `<tr><th><input type="hidden" name="segments-${place}-id" value="${place + 1}"></th>
  <td><input name="segments-${place}-stress"></td><td><input name="segments-${place}-rest"></td>
  <td><select name="segments-${place}-state"><option value=""></option><option value="not_evaluable">NE</option></select></td></tr>`;

function form(count: number): HTMLFormElement {
  const rows = Array.from({ length: count }, (_, place) => row(place)).join('');
  document.body.innerHTML = `<form><section data-section="segments"><div data-picture="left_ventricle"></div><table><tbody>${rows}</tbody></table></section></form>`;
  const found = document.querySelector('form')!;
  startVentricles(found);
  return found;
}

const parts = (segment: number) => [...document.querySelectorAll(`[data-segment="${segment}"] path`)].map((one) => one.getAttribute('data-score'));

test('anterior is up, septal left, lateral right, inferior down', () => {
  const by = new Map(outlines(17).map((one) => [one.segment, one]));
  expect(by.size).toBe(17);
  expect(by.get(1)!.y).toBeLessThan(by.get(7)!.y);
  expect([by.get(13)!.x, by.get(15)!.x, by.get(17)!.x]).toEqual([100, 100, 100]);
  expect(by.get(14)!.x).toBeLessThan(100);
  expect(by.get(16)!.x).toBeGreaterThan(100);
  expect(by.get(2)!.x).toBeLessThan(100);
  expect(by.get(6)!.x).toBeGreaterThan(100);
  expect(by.get(4)!.y).toBeGreaterThan(by.get(10)!.y);
});

test('sixteen segments have no apex', () => {
  expect(outlines(16).map((one) => one.segment)).not.toContain(17);
});

test('the maps follow the form, and a click goes to the field', () => {
  const found = form(17);
  const stress = found.querySelector<HTMLInputElement>('[name="segments-2-stress"]')!;
  stress.value = '3';
  stress.dispatchEvent(new Event('input', { bubbles: true }));
  expect(parts(3)).toEqual(['3', '']);
  const state = found.querySelector<HTMLSelectElement>('[name="segments-16-state"]')!;
  state.value = 'not_evaluable';
  state.dispatchEvent(new Event('change', { bubbles: true }));
  expect(parts(17)).toEqual(['–', '–']);
  document.querySelector('[data-segment="3"]')!.dispatchEvent(new MouseEvent('click', { bubbles: true }));
  expect(document.activeElement).toBe(stress);
});
