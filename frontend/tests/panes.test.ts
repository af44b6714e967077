import { beforeEach, expect, test } from 'vitest';
import { address, startPanes, step } from '../src/reading/panes';

function pane(count: number): HTMLElement {
  document.body.innerHTML = `<div data-panes><select data-window><option value="auto">a</option><option value="lung">l</option></select>
    <figure data-pane tabindex="0" data-base="/reading/t/1/image/" data-count="${count}"><img data-picture><span data-place></span>
    <input type="range" min="0" max="${count - 1}" data-slider></figure></div>`;
  const root = document.querySelector<HTMLElement>('[data-panes]')!;
  startPanes(root);
  return root;
}

const shown = () => document.querySelector<HTMLImageElement>('[data-picture]')!.getAttribute('src');

beforeEach(() => {
  document.body.innerHTML = '';
});

test('a step stays within the stack', () => {
  expect(step(3, 10, 5)).toBe(4);
  expect(step(3, -Infinity, 5)).toBe(0);
  expect(step(0, 1, 0)).toBe(0);
});

test('an address holds a place and a window alone', () => {
  expect(address('/reading/t/1/image/', 4, 'lung')).toBe('/reading/t/1/image/4.png?window=lung');
});

test('panes begin in the middle; keys, slider and window change the picture', () => {
  const root = pane(5);
  expect(shown()).toBe('/reading/t/1/image/2.png?window=auto');
  const figure = root.querySelector('figure')!;
  figure.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true }));
  expect(shown()).toBe('/reading/t/1/image/3.png?window=auto');
  figure.dispatchEvent(new KeyboardEvent('keydown', { key: 'End', bubbles: true }));
  expect(root.querySelector('[data-place]')!.textContent).toBe('5 / 5');
  const slider = root.querySelector<HTMLInputElement>('[data-slider]')!;
  slider.value = '1';
  slider.dispatchEvent(new Event('input'));
  expect(shown()).toBe('/reading/t/1/image/1.png?window=auto');
  const select = root.querySelector('select')!;
  select.value = 'lung';
  select.dispatchEvent(new Event('change'));
  expect(shown()).toBe('/reading/t/1/image/1.png?window=lung');
});
