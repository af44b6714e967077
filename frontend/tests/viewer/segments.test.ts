import { expect, test } from 'vitest';
import { thin } from '../../src/viewer/engine/tools';
import { bitsOf, countOf, flood, pixelHolding, runsOf, stroke } from '../../src/viewer/segments/masks';
import { pixelOf, worldOf } from '../../src/viewer/segments/overlay';
import type { ImageFacts } from '../../src/viewer/types';

const grid = { rows: 40, columns: 50, spacing: [0.8, 0.5] as const };
const all = { radiusMm: 5, isErasing: false, takes: () => true };
const count = (bits: Uint8Array): number => bits.reduce((sum, one) => sum + one, 0);

test('runs are a mask and back, in order and apart', () => {
  const bits = Uint8Array.from([1, 1, 0, 0, 1, 0, 1, 1]);
  expect(runsOf(bits)).toEqual([[0, 2], [4, 1], [6, 2]]);
  expect(bitsOf(runsOf(bits), 8)).toEqual(bits);
  expect(runsOf(new Uint8Array(8))).toEqual([]);
});

test('the brush is round in millimetres on anisotropic pixels', () => {
  const bits = new Uint8Array(2000);
  stroke(bits, grid, [25, 20], [25, 20], all);
  expect(count(bits) * 0.4).toBeGreaterThan(Math.PI * 25 * 0.94);
  expect(count(bits) * 0.4).toBeLessThan(Math.PI * 25 * 1.06);
  expect(bits[20 * 50 + 35]).toBe(1);
  expect(bits[20 * 50 + 36]).toBe(0);
  expect(bits[26 * 50 + 25]).toBe(1);
  expect(bits[27 * 50 + 25]).toBe(0);
});

test('a stroke leaves no gap, however far the pointer went at once, and stops at the edge', () => {
  const bits = new Uint8Array(2000);
  stroke(bits, grid, [2, 20], [60, 20], { ...all, radiusMm: 1 });
  expect([...bits.slice(20 * 50 + 2, 21 * 50)].every((one) => one === 1)).toBe(true);
  expect(count(bits.slice(0, 15 * 50))).toBe(0);
});

test('erasing takes away, whatever the limits of value', () => {
  const bits = new Uint8Array(2000).fill(1);
  stroke(bits, grid, [25, 20], [25, 20], { radiusMm: 2, isErasing: true, takes: () => false });
  expect(bits[20 * 50 + 25]).toBe(0);
  expect(bits[0]).toBe(1);
});

test('within limits of value only such pixels are taken in', () => {
  const bits = new Uint8Array(2000);
  stroke(bits, grid, [25, 20], [25, 20], { ...all, takes: (place) => place % 2 === 0 });
  expect(runsOf(bits).every(([start, length]) => start % 2 === 0 && length === 1)).toBe(true);
  expect(count(bits)).toBeGreaterThan(50);
});

test('a brush smaller than a pixel still takes the pixel it stands on', () => {
  const bits = new Uint8Array(2000);
  stroke(bits, grid, [25.3, 20.4], [25.3, 20.4], { ...all, radiusMm: 0.01 });
  expect(runsOf(bits)).toEqual([[20 * 50 + 25, 1]]);
});

test('filling takes what hangs together edge to edge and is to be taken, and no row runs into the next', () => {
  const small = { rows: 4, columns: 5, spacing: [1, 1] as const };
  const values = [
    1, 1, 0, 0, 1,
    1, 0, 0, 1, 0,
    0, 0, 1, 0, 1,
    1, 1, 1, 0, 0,
  ];
  const fill = (from: number, bits = new Uint8Array(20)): [number, number] => {
    const fresh = flood(bits, small, from, (place) => values[place] === 1);
    return [fresh, countOf(bits)];
  };
  expect(fill(0)).toEqual([3, 3]);
  expect(fill(12)).toEqual([4, 4]);
  expect(fill(2)).toEqual([0, 0]);
  expect(fill(4)).toEqual([1, 1]);
  expect(fill(12, new Uint8Array(20).fill(1, 0, 16))).toEqual([2, 18]);
});

test('a place at the outer edge of a pixel is held by it', () => {
  expect(pixelHolding([-0.5, -0.5], { rows: 4, columns: 5 })).toBe(0);
  expect(pixelHolding([4.5, 3.5], { rows: 4, columns: 5 })).toBe(19);
  expect(pixelHolding([1.4, 2.6], { rows: 4, columns: 5 })).toBe(16);
});

test('pixels and places in the patient belong together on an oblique image', () => {
  const image = { position: [10, -5, 7], orientation: [0, 1, 0, 0, 0, -1], spacing: [0.8, 0.5] } as unknown as ImageFacts;
  expect(worldOf(image, 4, 10)).toEqual([10, -3, -1]);
  const [column, row] = pixelOf(image, worldOf(image, 4.25, 10.5));
  expect(column).toBeCloseTo(4.25);
  expect(row).toBeCloseTo(10.5);
});

test('a line with more points than the server takes is thinned out evenly', () => {
  const line = Array.from({ length: 2500 }, (_, place) => place);
  expect(thin(line)).toHaveLength(834);
  expect(thin([1, 2, 3])).toEqual([1, 2, 3]);
  expect(thin(undefined)).toBeUndefined();
});
