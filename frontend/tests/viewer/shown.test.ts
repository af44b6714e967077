import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Cell } from '../../src/viewer/cell';
import { Link } from '../../src/viewer/protocol/link';
import { firstLayout, wantedCells } from '../../src/viewer/protocol/hanging';
import { Keeper } from '../../src/viewer/state/keeper';
import { KeyImages } from '../../src/viewer/state/keyimages';
import type { Shown } from '../../src/viewer/state/shown';
import type { Entry } from '../../src/viewer/io/queue';
import type { KeyImage, Plan, PlannedPane } from '../../src/viewer/types';

vi.mock('../../src/viewer/engine', () => ({ viewOf: () => undefined, applyView: () => undefined }));

const pane = (number: number, is_current: boolean): PlannedPane => ({
  ...{ label: `Time point ${number}`, number, is_current, images_url: '', marks_url: '', unmark_url: '' },
  keys_url: `/keys/${number}/`,
});
const view = { window: null, is_inverted: false, rotation_deg: 0, is_flipped: [false, false], centre_mm: [0, 0, 0], height_mm: 1 } as const;
const shown = (active = 0): Shown => ({
  ...{ layout: { rows: 1, columns: 2 }, rendering: 'cpu', pixel_ratio: 1, active, link: { is_on: true, offsets_mm: [0, 5] } },
  cells: [{ number: 2, size_px: [4, 3], series: 'b', instance: 'i', frame: 1, group: '', view }, { number: 1 }],
});

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('what is shown is kept once, a moment after it last changed, and at once when the page is left', () => {
  const put: Entry[] = [];
  let active = 0;
  const keeper = new Keeper('/view/', () => shown(active), (entry) => put.push(entry));
  keeper.changed();
  keeper.changed();
  expect(put).toEqual([]);
  vi.advanceTimersByTime(1000);
  keeper.changed();
  vi.advanceTimersByTime(1000);
  expect(put).toEqual([{ id: 'view', url: '/view/', body: shown(0) }]);
  active = 1;
  keeper.changed();
  window.dispatchEvent(new Event('pagehide'));
  expect(put[1]?.body).toEqual(shown(1));
});

test('a page that is only looked at keeps nothing', () => {
  const put: Entry[] = [];
  const keeper = new Keeper(undefined, () => shown(), (entry) => put.push(entry));
  keeper.changed();
  vi.advanceTimersByTime(1000);
  window.dispatchEvent(new Event('pagehide'));
  expect(put).toEqual([]);
});

test('a view that is shown again has its own layout, panes, series and groups', () => {
  const plan: Plan = { panes: [pane(1, false), pane(2, true)], link: true, editable: false, view: shown() };
  const layout = firstLayout(plan);
  expect([layout.name, layout.rows, layout.columns]).toEqual(['1 × 2', 1, 2]);
  expect(wantedCells(plan, layout).map((one) => [one.pane, one.series, one.link])).toEqual([[1, 'b', ''], [0, 0, 'all']]);
});

test('offsets that were held are taken again', () => {
  const link = new Link();
  link.take(true, new Map([['a', 0], ['b', 12.5]]));
  expect([link.isOn, link.offset('a', 'b'), link.offset('b', 'a')]).toEqual([true, 12.5, -12.5]);
});

const cellAt = (number: number, isCurrent: boolean, instance: string): Cell =>
  ({
    ...{ plan: pane(number, isCurrent), image: { instance, frame: 1 }, root: document.createElement('figure') },
    placeOf: (wanted: string) => (wanted === instance ? 'CT 3/9' : ''),
  }) as unknown as Cell;

async function keyImages(isEditable: boolean, left: Entry[] = []) {
  const [list, put, said] = [document.createElement('ul'), [] as Entry[], [] as string[]];
  const cells = [cellAt(1, false, 'x'), cellAt(2, true, 'y')];
  const of: Record<string, KeyImage[]> = { '/keys/1/': [{ instance: 'x', series: 's', frame: 1, letter: '' }], '/keys/2/': [] };
  const keys = new KeyImages([pane(1, false), pane(2, true)], list, isEditable, {
    cells: () => cells,
    fetch: (url) => Promise.resolve(of[url] ?? []),
    put: (entry) => put.push(entry),
    left: () => left,
    say: (text) => said.push(text),
  });
  await keys.start();
  return { keys, list, put, said, cells };
}

test('a key image is chosen, listed with its place, and taken away again', async () => {
  const { keys, list, put, cells } = await keyImages(true);
  expect(list.textContent).toBe('★ Time point 1 · CT 3/9');
  expect(cells[0]?.root.className).toBe('is-key');
  keys.toggle(cells[1] as Cell);
  expect(list.querySelectorAll('li')).toHaveLength(2);
  list.querySelector<HTMLButtonElement>('[aria-label="Take key image Time point 2 · CT 3/9 away"]')?.click();
  expect(put.map((one) => one.body)).toEqual([
    { instance: 'y', frame: 1, is_chosen: true },
    { instance: 'y', frame: 1, is_chosen: false },
  ]);
  expect(new Set(put.map((one) => one.id))).toEqual(new Set(['key:y:1']));
});

test('key images of earlier time points and of signed reads are not changed', async () => {
  const { keys, put, said, cells } = await keyImages(true);
  keys.toggle(cells[0] as Cell);
  const signed = await keyImages(false);
  signed.keys.toggle(signed.cells[1] as Cell);
  expect([put, signed.put]).toEqual([[], []]);
  expect(said).toEqual(['Key images are chosen on the time point that is read now.']);
});

test('what an earlier page could not save is shown as chosen', async () => {
  const left = [{ id: 'key:y:1', url: '/keys/2/', body: { instance: 'y', frame: 1, is_chosen: true } }];
  expect((await keyImages(true, left)).list.querySelectorAll('li')).toHaveLength(2);
});
