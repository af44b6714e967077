import type { Window } from '../engine';
import type { Hanging, Plan } from '../types';
import { cellsOf, layoutFor } from './layout';
import type { Layout } from './layout';
import type { Shown } from '../state/shown';

/** What one cell shows: a pane of the plan, a series by its name or by its number, and how. */
export interface Wanted {
  pane: number;
  series: string | number;
  window: Window | null;
  /** Cells of one group scroll together; an empty name stands alone. */
  link: string;
  isAsAsked: boolean;
}

const ALL = 'all';

/** The layout that the page opens with: the one to be shown again, the protocol's own grid, else the smallest that shows every pane. */
export function firstLayout(plan: Plan): Layout {
  const { hanging, view } = plan;
  if (view) return { ...own(view.layout), isAgain: true };
  return hanging ? own(hanging) : layoutFor(plan.panes.length);
}

function own({ rows, columns }: Pick<Hanging, 'rows' | 'columns'>): Layout {
  return { name: `${rows} × ${columns}`, rows, columns };
}

/** What stands in each cell of a layout. In another layout than its own the protocol's cells come first, as far as they go. */
export function wantedCells(plan: Plan, layout: Layout): Wanted[] {
  const { hanging, view } = plan;
  if (view && layout.isAgain) return wantedAgain(view, plan);
  const plain = cellsOf(plan.panes, layout).map((one) => ({ ...one, window: null, link: ALL, isAsAsked: true }));
  if (!hanging) return plain;
  const hung = hanging.cells.map((one) => ({ ...one, isAsAsked: one.is_as_asked }));
  if (layout.rows === hanging.rows && layout.columns === hanging.columns) return hung;
  const count = layout.rows * layout.columns;
  const current = plan.panes.findIndex((one) => one.is_current);
  const first = [...hung.filter((one) => one.pane === current), ...hung.filter((one) => one.pane !== current)];
  const kept = new Set(first.slice(0, count));
  return hung.filter((one) => kept.has(one));
}

function wantedAgain({ cells }: Shown, { panes, hanging }: Plan): Wanted[] {
  return cells.map(({ number, series = 0, group = ALL }) => {
    const pane = panes.findIndex((one) => one.number === number);
    const hung = hanging?.cells.find((one) => one.pane === pane && one.series === series);
    return { pane, series, window: null, link: group, isAsAsked: hung?.is_as_asked ?? true };
  });
}

const NAMED = ['window', 'scroll', 'pan', 'zoom', 'length', 'bidirectional', 'ellipse', 'freehand', 'angle'];

/** Whether the protocol allows what a command would let the left button do; all that paints is `mask` to it. */
export function allowsHand(plan: Plan, hand: string): boolean {
  return !plan.hanging || plan.hanging.tools.includes(NAMED.includes(hand) ? hand : 'mask');
}

/** Whether the protocol offers a window. It names those in Hounsfield units; stored ones and those in SUV are always offered. */
export function offersWindow(plan: Plan, name: string): boolean {
  const offered = plan.hanging?.windows ?? [];
  return offered.length === 0 || name === 'As stored' || name.startsWith('SUV') || offered.includes(name.toLowerCase().replaceAll(' ', '_'));
}
