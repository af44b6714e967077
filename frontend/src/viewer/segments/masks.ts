import type { Run } from '../types';

/** A mask of one frame, row by row: 1 where the lesion is. */
export type Bits = Uint8Array;

/** The mask that runs stand for. */
export function bitsOf(runs: readonly Run[], size: number): Bits {
  const bits = new Uint8Array(size);
  for (const [start, length] of runs) bits.fill(1, start, start + length);
  return bits;
}

/** The runs of a mask, in order and apart from each other. */
export function runsOf(bits: Bits): Run[] {
  const runs: Run[] = [];
  for (let at = bits.indexOf(1); at >= 0; ) {
    let end = at + 1;
    while (bits[end] === 1) end += 1;
    runs.push([at, end - at]);
    at = bits.indexOf(1, end);
  }
  return runs;
}

/** A frame's grid: rows, columns, and the spacing (row, column) in mm. */
export interface Grid {
  rows: number;
  columns: number;
  spacing: readonly [number, number];
}

/** One touch of the brush: a disc around a pixel (column, row), with or without limits of value. */
export interface Touch {
  radiusMm: number;
  isErasing: boolean;
  /** Whether a pixel may be taken in by its value; erasing asks for nothing. */
  takes(place: number): boolean;
}

/** Touch the mask along a line between two pixels (column, row); a radius below half a pixel still takes the pixel. */
export function stroke(bits: Bits, grid: Grid, from: readonly [number, number], to: readonly [number, number], touch: Touch): void {
  const [rowMm, columnMm] = grid.spacing;
  const length = Math.hypot((to[0] - from[0]) * columnMm, (to[1] - from[1]) * rowMm);
  const steps = Math.max(1, Math.ceil(length / Math.max(touch.radiusMm / 2, Math.min(rowMm, columnMm) / 2)));
  for (let step = 0; step <= steps; step += 1) {
    const share = step / steps;
    dab(bits, grid, from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share, touch);
  }
}

function dab(bits: Bits, grid: Grid, column: number, row: number, touch: Touch): void {
  const [rowMm, columnMm] = grid.spacing;
  const [down, across] = [touch.radiusMm / rowMm, touch.radiusMm / columnMm];
  const [nearRow, nearColumn] = [Math.round(row), Math.round(column)];
  for (let y = Math.max(0, Math.ceil(Math.min(row - down, nearRow))); y <= Math.min(grid.rows - 1, Math.max(row + down, nearRow)); y += 1) {
    for (let x = Math.max(0, Math.ceil(Math.min(column - across, nearColumn))); x <= Math.min(grid.columns - 1, Math.max(column + across, nearColumn)); x += 1) {
      const isWithin = Math.hypot((x - column) * columnMm, (y - row) * rowMm) <= touch.radiusMm || (x === nearColumn && y === nearRow);
      const place = y * grid.columns + x;
      if (isWithin && (touch.isErasing || touch.takes(place))) bits[place] = touch.isErasing ? 0 : 1;
    }
  }
}

/** The pixel of a grid that holds a place (column, row), counted row by row from 0; at the edge the outermost. */
export function pixelHolding([column, row]: readonly [number, number], { rows, columns }: Pick<Grid, 'rows' | 'columns'>): number {
  const within = (place: number, count: number): number => Math.min(Math.max(Math.round(place), 0), count - 1);
  return within(row, rows) * columns + within(column, columns);
}

/** The places beside a place that share an edge with it, on a grid of so many columns. */
function beside(place: number, { rows, columns }: Grid): number[] {
  const column = place % columns;
  const found = [column > 0 ? place - 1 : -1, column < columns - 1 ? place + 1 : -1, place - columns, place + columns];
  return found.filter((one) => one >= 0 && one < rows * columns);
}

/** Take in the pixels that hang together with a place, edge to edge, and are to be taken; says how many are new. */
export function flood(bits: Bits, grid: Grid, from: number, takes: (place: number) => boolean): number {
  const seen = new Uint8Array(bits.length);
  const waiting = takes(from) ? [from] : [];
  let fresh = 0;
  if (waiting.length > 0) seen[from] = 1;
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    if (!bits[at]) fresh += 1;
    bits[at] = 1;
    for (const next of beside(at, grid)) {
      if (seen[next] || !takes(next)) continue;
      seen[next] = 1;
      waiting.push(next);
    }
  }
  return fresh;
}

/** How many pixels a mask holds. */
export function countOf(bits: Bits): number {
  return bits.reduce((sum, one) => sum + one, 0);
}
