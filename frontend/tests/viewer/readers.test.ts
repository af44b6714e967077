import { beforeEach, expect, test, vi } from 'vitest';

vi.mock('../../src/viewer/engine', () => ({ loadedFrame: () => ({ rows: 6, columns: 8, valueAt: () => 0 }) }));

import type { Cell } from '../../src/viewer/cell';
import { contoursOf } from '../../src/viewer/segments/contours';
import { bitsOf } from '../../src/viewer/segments/masks';
import { letterOf, ReaderOutlines } from '../../src/viewer/segments/readers';
import type { Mark, PlannedPane, Run } from '../../src/viewer/types';

const grid = { rows: 6, columns: 8 };
const area = (line: readonly (readonly [number, number])[]): number =>
  line.reduce((sum, [x, y], at) => {
    const [u, v] = line[(at + 1) % line.length]!;
    return sum + (x * v - u * y) / 2;
  }, 0);

test('the line round a rectangle is its four corners, half a pixel out', () => {
  const lines = contoursOf(bitsOf([[10, 3], [18, 3]], 48), grid);
  expect(lines).toHaveLength(1);
  expect(new Set(lines[0]!.map((one) => one.join()))).toEqual(new Set(['1.5,0.5', '4.5,0.5', '4.5,2.5', '1.5,2.5']));
});

test('parts, holes and the image’s edge: the lines enclose as many pixels as the mask holds', () => {
  const runs: Run[] = [[0, 3], [8, 1], [10, 1], [16, 3], [29, 3], [37, 3], [45, 3]]; // a ring in a corner, a block at the edge
  const lines = contoursOf(bitsOf(runs, 48), grid);
  expect(lines).toHaveLength(3);
  expect(lines.reduce((sum, one) => sum + area(one), 0)).toBeCloseTo(8 + 9, 9);
  expect(contoursOf(new Uint8Array(48), grid)).toEqual([]);
});

test('pixels that touch at a corner alone are gone round once each', () => {
  const lines = contoursOf(bitsOf([[0, 1], [9, 1]], 48), grid);
  expect(lines.reduce((sum, one) => sum + area(one), 0)).toBeCloseTo(2, 9);
});

test('a letter stands before the lesion of a reader that is compared, and before no own one', () => {
  expect(['A T1', 'B N12', 'T1', 'A1', '', 'AB T1'].map((of_lesion) => letterOf({ of_lesion }))).toEqual(['A', 'B', '', '', '', '']);
});

const mask = (key: string, of_lesion: string, volume_ml: number | null, runs: readonly Run[] = [[10, 3]]): Mark =>
  ({ key, of_lesion, volume_ml, runs, lesion: `${of_lesion}/1`, kind: 'mask', instance: 'i', frame: 1 }) as unknown as Mark;
let cell: Cell;
let draw: () => void;
const said: string[] = [];

beforeEach(() => {
  document.body.innerHTML = '<div data-readers hidden></div>';
  said.length = 0;
  const image = { position: [0, 0, 0], orientation: [1, 0, 0, 0, 1, 0], spacing: [1, 1], instance: 'i', frame: 1 };
  const stack = {
    element: document.createElement('div'), imageName: 'x', render: () => draw(),
    onRendered: (tell: () => void) => { draw = tell; },
    toCanvas: ([x, y]: readonly number[]) => [10 + 2 * (x ?? 0), 20 + 3 * (y ?? 0)],
  };
  cell = { root: document.createElement('div'), stack, image, plan: { number: 1 } } as unknown as Cell;
});

function start(marks: readonly Mark[]): ReaderOutlines {
  const panes = [{ number: 1, label: 'Baseline' }] as PlannedPane[];
  const readers = new ReaderOutlines(document.querySelector('div'), {
    panes, of: () => marks, cells: () => [cell], say: (text) => void said.push(text),
  });
  readers.attach(cell);
  readers.draw();
  draw();
  return readers;
}

test('both outlines are drawn by letter, line and colour, laid over the image; the legend tells the server’s volumes', () => {
  start([mask('1', 'A T1', 1.234), mask('2', 'B T1', 2), mask('3', 'T1', 9), mask('4', 'B T1', 2, [])]);
  expect(cell.root.dataset['outlines']).toBe('A T1, B T1');
  const [a, b] = cell.stack.element.querySelectorAll('path');
  expect([a?.getAttribute('class'), b?.getAttribute('class')]).toEqual(['is-reader-a', 'is-reader-b']);
  expect(a?.getAttribute('transform')).toBe('matrix(2 0 0 3 10 20)');
  expect([...cell.stack.element.querySelectorAll('text')].map((one) => one.textContent)).toEqual(['A T1', 'B T1']);
  const told = [...document.querySelectorAll('li')].map((one) => one.textContent);
  expect(told).toEqual(['A: solid line', 'B: dashed line', 'A T1 · Baseline: 1.23 mL', 'B T1 · Baseline: 2.00 mL']);
});

test('they are hidden and shown again by key or button', () => {
  const readers = start([mask('1', 'A T1', 1.2)]);
  readers.toggle();
  expect(cell.stack.element.querySelectorAll('path')).toHaveLength(0);
  expect(said).toEqual(['Outlines of A and B hidden']);
  document.querySelector('button')?.click();
  expect(cell.stack.element.querySelectorAll('path')).toHaveLength(1);
  expect(document.querySelector('button')?.getAttribute('aria-pressed')).toBe('false');
});

test('without other readers there is no legend, and the key says so', () => {
  start([mask('3', 'T1', 9)]).toggle();
  expect(document.querySelector<HTMLElement>('[data-readers]')?.hidden).toBe(true);
  expect(said).toEqual(['There are no outlines of other readers here.']);
});
