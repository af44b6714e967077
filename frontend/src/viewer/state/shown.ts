import type { Cell } from '../cell';
import { applyView, viewOf } from '../engine';
import type { View } from '../engine';
import type { Link } from '../protocol/link';

/** One pane of a view state; a pane that shows nothing tells its time point alone. */
export interface ShownCell {
  number: number;
  size_px?: readonly [number, number];
  series?: string;
  instance?: string;
  frame?: number;
  /** The cells that scroll with it; an empty name stands alone. */
  group?: string;
  view?: View;
}

/** How the whole page shows its images; the server checks it by `core.reading.view_state`. */
export interface Shown {
  layout: { rows: number; columns: number };
  rendering: 'cpu' | 'gpu';
  pixel_ratio: number;
  active: number;
  link: { is_on: boolean; offsets_mm: readonly number[] };
  cells: readonly ShownCell[];
}

/** What is shown, of the room's cells. */
export function shownOf(cells: readonly Cell[], active: Cell | undefined, link: Link): Pick<Shown, 'active' | 'link' | 'cells'> {
  const ids = cells.map((one) => one.stack.id);
  return {
    active: active ? cells.indexOf(active) : -1,
    link: { is_on: link.isOn, offsets_mm: ids.map((id) => link.offset(ids[0] ?? '', id)) },
    cells: cells.map(shownCell),
  };
}

function shownCell(cell: Cell): ShownCell {
  const { image, series, plan, linked } = cell;
  const { clientWidth, clientHeight } = cell.stack.element;
  const view = image && series && viewOf(cell.stack);
  if (!view || clientWidth < 1 || clientHeight < 1) return { number: plan.number };
  const { instance, frame } = image;
  return { number: plan.number, size_px: [clientWidth, clientHeight], series: series.id, instance, frame, group: linked.group ?? 'all', view };
}

/** Give each cell the size it had, so that the same point of the patient falls on the same pixel again. */
export function resize(grid: HTMLElement, cells: readonly Cell[], shown: Shown): void {
  grid.classList.add('is-as-signed');
  grid.style.gridTemplateColumns = `repeat(${shown.layout.columns}, max-content)`;
  cells.forEach((cell, place) => {
    const [width, height] = shown.cells[place]?.size_px ?? [];
    if (!width || !height) return;
    const border = cell.root.offsetWidth - cell.root.clientWidth;
    cell.root.style.width = `${width + border}px`;
    cell.root.style.height = `${height + border}px`;
  });
}

/** Show in each cell what it showed. */
export async function restore(cells: readonly Cell[], shown: Shown): Promise<void> {
  for (const [place, cell] of cells.entries()) {
    const { instance, frame, view } = shown.cells[place] ?? {};
    if (!instance || !frame || !view) continue;
    if (await cell.seek(instance, frame)) applyView(cell.stack, view);
  }
}
