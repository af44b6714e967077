/** How many panes stand in rows and columns. */
export interface Layout {
  name: string;
  rows: number;
  columns: number;
  /** Of a view that is shown again: its cells show what they showed. */
  isAgain?: boolean;
}

export const LAYOUTS: readonly Layout[] = [
  { name: '1 × 1', rows: 1, columns: 1 },
  { name: '1 × 2', rows: 1, columns: 2 },
  { name: '1 × 3', rows: 1, columns: 3 },
  { name: '2 × 1', rows: 2, columns: 1 },
  { name: '2 × 2', rows: 2, columns: 2 },
  { name: '2 × 3', rows: 2, columns: 3 },
];

export function layoutNamed(name: string): Layout | undefined {
  return LAYOUTS.find((one) => one.name === name);
}

/** The smallest layout that shows all panes of the plan. */
export function layoutFor(panes: number): Layout {
  const wide = LAYOUTS.filter((one) => one.rows * one.columns >= panes && one.name !== '2 × 1');
  return wide[0] ?? { name: '2 × 3', rows: 2, columns: 3 };
}

/**
 * Which time point each cell shows: the plan's own order; with fewer cells the current one stays and the earliest go
 * first; with more the current time point fills the rest with its next series.
 */
export function cellsOf(panes: readonly { is_current: boolean }[], layout: Layout): { pane: number; series: number }[] {
  const count = layout.rows * layout.columns;
  const current = Math.max(panes.findIndex((one) => one.is_current), 0);
  const kept = panes.map((_, place) => place).slice(Math.max(panes.length - count, 0));
  const cells = kept.map((pane) => ({ pane, series: 0 }));
  for (let series = 1; cells.length < count && panes.length > 0; series += 1) cells.push({ pane: current, series });
  return cells;
}
