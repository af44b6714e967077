import { beforeEach, expect, test } from 'vitest';
import { shortOf, startScales } from '../../src/reading/scale';

const STEPS = ['1: no uptake', '2: up to mediastinum', '3: up to liver', 'Not evaluable'];

beforeEach(() => {
  const options = STEPS.map((one) => `<option value="${one.charAt(0) === 'N' ? 'not_evaluable' : one.charAt(0)}">${one}</option>`).join('');
  document.body.innerHTML = `<form><div class="form-list"><label for="s">PET</label><div><select id="s" name="s"><option value=""></option>${options}</select></div>
    <select id="o"><option value=""></option><option>None</option><option>Some</option></select></div></form>`;
  startScales(document.querySelector('form')!);
});

const select = () => document.querySelector<HTMLSelectElement>('#s')!;
const steps = () => [...document.querySelectorAll<HTMLButtonElement>('.scale button')];
const press = (key: string) => document.activeElement!.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));

test('steps bear their numbers, words their first letters', () => {
  expect(steps().map((one) => one.textContent)).toEqual(['1', '2', '3', 'NE']);
  expect(shortOf('Not evaluable')).toBe('NE');
  expect(document.querySelectorAll('.scale').length).toBe(1);
});

test('a digit chooses, Delete takes back, an arrow goes along', () => {
  const told: string[] = [];
  select().addEventListener('change', () => told.push(select().value));
  select().focus();
  press('2');
  press('ArrowRight');
  press('Delete');
  expect(told).toEqual(['2', '3', '']);
  expect(steps().filter((one) => one.tabIndex === 0).length).toBe(1);
});

test('a click chooses and a second one takes the choice back', () => {
  steps()[3]!.click();
  expect(select().value).toBe('not_evaluable');
  expect(steps().map((one) => one.getAttribute('aria-checked'))).toEqual(['false', 'false', 'false', 'true']);
  steps()[3]!.click();
  expect(select().value).toBe('');
});
