import { expect, test } from 'vitest';
import { allowsHand, firstLayout, offersWindow, wantedCells } from '../../src/viewer/protocol/hanging';
import { layoutNamed } from '../../src/viewer/protocol/layout';
import { Link } from '../../src/viewer/protocol/link';
import type { HungCell, Plan } from '../../src/viewer/types';

const pane = (number: number, is_current: boolean) => ({ label: '', number, is_current, images_url: '', marks_url: '', unmark_url: '', keys_url: '' });
const cell = (at: number, series: string, link = 'a'): HungCell => ({ pane: at, series, is_as_asked: true, window: null, link });
const PLAIN: Plan = { panes: [pane(1, false), pane(2, true)], link: true, editable: true };
const HUNG: Plan = {
  ...PLAIN,
  hanging: {
    name: 'p',
    rows: 2,
    columns: 2,
    tools: ['window', 'bidirectional'],
    windows: ['soft_tissue'],
    cells: [cell(0, 's1'), { ...cell(1, 's2'), window: { centre: 60, width: 160 } }, cell(0, 's3', ''), { ...cell(1, 's4', ''), is_as_asked: false }],
  },
};

test('without a protocol every pane stands in its own cell, all in one link group', () => {
  const layout = firstLayout(PLAIN);
  expect(layout.name).toBe('1 × 2');
  expect(wantedCells(PLAIN, layout).map((one) => [one.pane, one.series, one.link])).toEqual([
    [0, 0, 'all'],
    [1, 0, 'all'],
  ]);
});

test('a protocol fills its own grid by series, window and link group', () => {
  const layout = firstLayout(HUNG);
  expect(layout.name).toBe('2 × 2');
  const wanted = wantedCells(HUNG, layout);
  expect(wanted.map((one) => one.series)).toEqual(['s1', 's2', 's3', 's4']);
  expect(wanted[1]?.window).toEqual({ centre: 60, width: 160 });
  expect(wanted.map((one) => one.isAsAsked)).toEqual([true, true, true, false]);
});

test('in a smaller layout the current time point keeps its cells first; a larger one shows what there is', () => {
  const one = layoutNamed('1 × 1');
  const three = layoutNamed('1 × 3');
  const six = layoutNamed('2 × 3');
  expect(one && wantedCells(HUNG, one).map((found) => found.series)).toEqual(['s2']);
  expect(three && wantedCells(HUNG, three).map((found) => found.series)).toEqual(['s1', 's2', 's4']);
  expect(six && wantedCells(HUNG, six)).toHaveLength(4);
});

test('tools and windows are those of the protocol; as stored is always offered', () => {
  expect(allowsHand(HUNG, 'bidirectional')).toBe(true);
  expect(allowsHand(HUNG, 'length')).toBe(false);
  expect(allowsHand(PLAIN, 'length')).toBe(true);
  expect(['As stored', 'Soft tissue', 'Lung'].filter((name) => offersWindow(HUNG, name))).toEqual(['As stored', 'Soft tissue']);
  expect(offersWindow(PLAIN, 'Lung')).toBe(true);
});

test('only cells of one group scroll together', () => {
  const link = new Link();
  const stack = (id: string, group: string, place = 0) => ({ id, group, frame: 'F', places: [0, 5, 10], place, normal: [0, 0, 1] as const });
  const every = [stack('a', 'x'), stack('b', 'x'), stack('c', 'y'), stack('d', '')];
  link.hold(every);
  expect([...link.follow(stack('a', 'x', 2), every.slice(1)).entries()]).toEqual([['b', 2]]);
  expect(link.follow(stack('d', '', 2), every.slice(0, 3)).size).toBe(0);
});
