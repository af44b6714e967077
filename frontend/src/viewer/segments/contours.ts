import type { Pair } from '../types';
import type { Bits, Grid } from './masks';

/**
 * The closed lines round a mask's parts and holes, by the corners of its pixels: (column, row) of the first pixel's middle
 * is (0, 0), its corner (-0.5, -0.5). The mask lies to the right of each line.
 */
export function contoursOf(bits: Bits, { rows, columns }: Pick<Grid, 'rows' | 'columns'>): Pair[][] {
  const ways = edgesOf(bits, rows, columns);
  const lines: Pair[][] = [];
  for (const [start, ends] of ways) {
    while (ends.length > 0) lines.push(straight(follow(ways, start), columns + 1));
  }
  return lines;
}

/** The sides of pixels at which a mask ends, as ways from corner to corner; corners are counted row by row. */
function edgesOf(bits: Bits, rows: number, columns: number): Map<number, number[]> {
  const ways = new Map<number, number[]>();
  const add = (from: number, to: number): void => void (ways.get(from)?.push(to) ?? ways.set(from, [to]));
  const holds = (column: number, row: number): boolean =>
    column >= 0 && column < columns && row >= 0 && row < rows && bits[row * columns + column] === 1;
  for (let at = bits.indexOf(1); at >= 0; at = bits.indexOf(1, at + 1)) {
    const [column, row] = [at % columns, Math.floor(at / columns)];
    const corner = row * (columns + 1) + column;
    const below = corner + columns + 1;
    if (!holds(column, row - 1)) add(corner, corner + 1);
    if (!holds(column + 1, row)) add(corner + 1, below + 1);
    if (!holds(column, row + 1)) add(below + 1, below);
    if (!holds(column - 1, row)) add(below, corner);
  }
  return ways;
}

/** One line from a corner until it comes back there; what was gone is taken away. */
function follow(ways: Map<number, number[]>, start: number): number[] {
  const line = [start];
  for (let at = ways.get(start)?.pop(); at !== undefined && at !== start; at = ways.get(at)?.pop()) line.push(at);
  return line;
}

/** A line without the corners at which it only goes straight on, as places. */
function straight(line: readonly number[], across: number): Pair[] {
  const places = line.map((one): Pair => [(one % across) - 0.5, Math.floor(one / across) - 0.5]);
  return places.filter(([column, row], at) => {
    const [before, after] = [places.at(at - 1), places[(at + 1) % places.length]];
    const isSameColumn = before?.[0] === column && after?.[0] === column;
    return !isSameColumn && !(before?.[1] === row && after?.[1] === row);
  });
}
