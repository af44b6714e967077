import type { Cell } from '../cell';
import { applyView, viewOf } from '../engine';
import type { View } from '../engine';
import type { CutView } from '../planes/cut';
import type { Link } from '../protocol/link';

/** In which plane made anew a pane shows its series, and the PET series that lies over it. */
export interface ShownPlane {
  cut: CutView | null;
  fused: string | null;
}

/** One pane of a view state; a pane that shows nothing tells its time point alone. */
export interface ShownCell extends Partial<ShownPlane> {
  number: number;
  size_px?: readonly [number, number];
  series?: string;
  instance?: string;
  frame?: number;
  /** The cells that scroll with it; an empty name stands alone. */
  group?: string;
  view?: View;
}

/** Of which form a view state is; states of before planes were kept have no number. */
export const VERSION = 2;

/** How the whole page shows its images; the server checks it by `core.reading.view_state`. */
export interface Shown {
  version?: number;
  layout: { rows: number; columns: number };
  rendering: 'cpu' | 'gpu';
  pixel_ratio: number;
  active: number;
  link: { is_on: boolean; offsets_mm: readonly number[] };
  cells: readonly ShownCell[];
  has_lines?: boolean;
  fusion?: { opacity_percent: number; most_suv: number; colours: 'hot_metal' };
  /** The hanging protocol that the page was opened with; empty for none. */
  hanging?: string;
}

/** Planes as this module asks for them. */
interface Planar {
  shownOf(cell: Cell): ShownPlane;
}

/** What is shown, of the room's cells. */
export function shownOf(cells: readonly Cell[], active: Cell | undefined, link: Link, planes: Planar): Pick<Shown, 'active' | 'link' | 'cells'> {
  const ids = cells.map((one) => one.stack.id);
  return {
    active: active ? cells.indexOf(active) : -1,
    link: { is_on: link.isOn, offsets_mm: ids.map((id) => link.offset(ids[0] ?? '', id)) },
    cells: cells.map((one) => shownCell(one, planes)),
  };
}

function shownCell(cell: Cell, planes: Planar): ShownCell {
  const { image, series, plan, linked } = cell;
  const { clientWidth, clientHeight } = cell.stack.element;
  const view = image && series && viewOf(cell.stack);
  if (!view || clientWidth < 1 || clientHeight < 1) return { number: plan.number };
  const { instance, frame } = image;
  const size_px = [clientWidth, clientHeight] as const;
  return { number: plan.number, size_px, series: series.id, instance, frame, group: linked.group ?? 'all', view, ...planes.shownOf(cell) };
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
