import { beforeEach, expect, test, vi } from 'vitest';

vi.mock('../../src/viewer/engine', () => ({ loadedFrame: () => ({ rows: 8, columns: 10, valueAt: (place: number) => place }) }));

import { KeyPainting } from '../../src/viewer/a11y/painting';
import type { Cell } from '../../src/viewer/cell';
import { resizeBrush } from '../../src/viewer/segments/painter';

const said: string[] = [];
const done: unknown[] = [];
let hand: 'brush' | 'erase' | undefined;
let painting: KeyPainting;
let cell: Cell;

const note = (...what: unknown[]): void => void done.push(what);

function press(key: string, more: KeyboardEventInit = {}): boolean {
  const event = new KeyboardEvent('keydown', { key, ...more });
  Object.defineProperty(event, 'target', { value: cell.root });
  return painting.key(event, cell);
}

beforeEach(() => {
  said.length = 0;
  done.length = 0;
  hand = 'brush';
  const image = { position: [0, 0, 0], orientation: [1, 0, 0, 0, 1, 0], spacing: [1, 1], instance: 'i', frame: 1 };
  const stack = {
    element: document.createElement('div'), size: [10, 8], hasPicture: true, imageName: 'x', place: 3, count: 9,
    render: () => undefined, onRendered: () => undefined, onImage: () => undefined,
    toCanvas: ([x, y]: readonly number[]) => [x, y],
    go: (place: number) => note('go', place),
  };
  cell = { root: document.createElement('div'), stack, image, plan: { is_current: true }, series: {} } as unknown as Cell;
  painting = new KeyPainting({
    segments: {
      get hand() { return hand; },
      set hand(_) { /* the room's to change */ },
      settings: { radiusMm: 4, low: 0, high: 9 },
      mayHold: () => true,
      lower: (_, at) => { note('lower', ...at); return true; },
      touch: (_, at) => note('touch', ...at),
      lift: () => { note('lift'); return 7; },
      fill: (_, at) => { note('fill', ...at); return true; },
    },
    lesion: () => 'T1',
    resize: (by) => note('resize', by),
    hold: (held) => { hand = held; painting.give(''); note('hold', held); },
    say: (text) => void said.push(text),
  });
  painting.join(cell);
});

test('no brush comes out before the picture is there', () => {
  Object.assign(cell.stack, { hasPicture: false });
  expect(press('Enter')).toBe(true);
  expect(said).toEqual(['The image is not loaded yet.']);
  expect(press('ArrowLeft')).toBe(false);
});

test('the brush comes out in the middle, tells where it is and what value lies there, and paints where it stands', () => {
  expect(press('ArrowLeft')).toBe(false);
  expect(press('Enter')).toBe(true);
  expect(said.at(-1)).toContain('Brush at column 5.5, row 4.5, value 45');
  press('ArrowLeft', { shiftKey: true });
  expect(said.at(-1)).toBe('column 0.5, row 4.5, value 40');
  press(' ');
  expect(done).toEqual([['lower', -0.5, 3.5], ['lift']]);
  expect(said.at(-1)).toBe('T1: 7 pixels on this slice');
});

test('lowered, it paints on its way until it is lifted; another slice lifts it', () => {
  ['Enter', 'Enter', 'ArrowRight', 'ArrowDown', 'Enter', 'ArrowRight'].forEach((key) => press(key));
  expect(done).toEqual([['lower', 4.5, 3.5], ['touch', 5.5, 3.5], ['touch', 5.5, 4.5], ['lift']]);
  press('PageDown');
  expect(done.at(-1)).toEqual(['go', 4]);
});

test('undo takes the stroke that is being painted back: it is lifted, and the room does the rest', () => {
  ['Enter', 'Enter'].forEach((key) => press(key));
  expect(press('u')).toBe(false);
  expect(done.at(-1)).toEqual(['lift']);
});

test('size, eraser, filling; the cursor stays where it was', () => {
  ['Enter', 'ArrowUp', ']', '[', 'h'].forEach((key) => press(key));
  expect(done).toEqual([['resize', 0.5], ['resize', -0.5], ['hold', 'erase']]);
  expect(said.at(-1)).toBe('Eraser');
  press('g');
  press('f');
  expect(done.at(-1)).toEqual(['fill', 4.5, 2.5]);
  expect(press('x')).toBe(false);
  expect(press('Escape')).toBe(true);
  expect(press('ArrowUp')).toBe(false);
});

test('without the brush in hand, and on other time points, Enter does nothing', () => {
  hand = undefined;
  expect(press('Enter')).toBe(false);
  hand = 'brush';
  (cell.plan as { is_current: boolean }).is_current = false;
  expect(press('Enter')).toBe(false);
});

test('the radius stays within what a brush may have', () => {
  document.body.innerHTML = '<input type="number" value="1" data-brush-radius>';
  resizeBrush(document.body, -0.5);
  resizeBrush(document.body, -0.5);
  expect(document.querySelector('input')?.value).toBe('0.5');
});
