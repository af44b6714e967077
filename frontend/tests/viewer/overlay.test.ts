import { expect, test } from 'vitest';
import { sayTo, startToolbar } from '../../src/viewer/a11y/toolbar';
import { liesOn, moved, paint } from '../../src/viewer/overlay/ghosts';
import type { ImageFacts, Mark } from '../../src/viewer/types';

const AXIAL = [1, 0, 0, 0, 1, 0];
const image = (z: number): ImageFacts => ({
  url: '', instance: '', frame: 1, position: [0, 0, z], orientation: AXIAL, spacing: [1, 1], own: {},
});
const mark = { lesion: 'T1', points: [[1, 2, 10], [11, 2, 10]] } as unknown as Mark;

test('a ghost is moved along the normal and lies on the slice it comes closest to', () => {
  const ghost = moved(mark, AXIAL, 5);
  expect(ghost.points).toEqual([[1, 2, 15], [11, 2, 15]]);
  expect(liesOn(ghost, image(14), 2.5)).toBe(true);
  expect(liesOn(ghost, image(12.5), 2.5)).toBe(false);
  expect(liesOn(ghost, image(15), 0)).toBe(true);
});

test('a ghost is drawn as a line with its name, and the next drawing takes it away', () => {
  const layer = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  paint(layer, [moved(mark, AXIAL, 0)], ([x, y]) => [x * 10, y * 10]);
  expect(layer.querySelector('line')?.getAttribute('x2')).toBe('110.0');
  expect(layer.querySelector('text')?.textContent).toBe('T1');
  paint(layer, [], () => [0, 0]);
  expect(layer.children).toHaveLength(0);
});

test('a toolbar is one stop for Tab; arrows move within it', () => {
  document.body.innerHTML = '<div><button>a</button><button disabled>b</button><select></select><button>c</button></div><p></p>';
  const bar = document.querySelector('div')!;
  startToolbar(bar);
  const [first] = bar.querySelectorAll('button');
  expect([...bar.querySelectorAll<HTMLElement>('button, select')].map((one) => one.tabIndex)).toEqual([0, 0, -1, -1]);
  first!.focus();
  first!.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowLeft', bubbles: true }));
  expect(document.activeElement?.textContent).toBe('c');
  sayTo(document.querySelector('p'))('T1: 40.0 mm');
  expect(document.querySelector('p')?.textContent).toBe('T1: 40.0 mm');
});
