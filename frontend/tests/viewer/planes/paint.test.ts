import { expect, test } from 'vitest';
import { hotMetal, inGrey, inHotMetal } from '../../../src/viewer/planes/paint';

test('values are grey from the lower to the upper end, or the other way; outside is black', () => {
  const values = Float32Array.from([-1, 0, 2.5, 5, 9, NaN]);
  const greys = (inverted: boolean) => [...inGrey(values, { lower: 0, upper: 5 }, inverted)].filter((_, place) => place % 4 === 0);
  expect(greys(false)).toEqual([0, 0, 128, 255, 255, 0]);
  expect(greys(true)).toEqual([255, 255, 128, 0, 0, 0]);
});

test('hot metal goes from black by red and yellow to white, the more opaque the higher', () => {
  expect([0, 0.5, 0.75, 1].map(hotMetal)).toEqual([[0, 0, 0], [255, 127.5, 0], [255, 255, 0], [255, 255, 255]]);
  const bytes = inHotMetal(Float32Array.from([0, 5, 20, NaN]), { lower: 0, upper: 10 }, 0.5);
  expect([...bytes].filter((_, place) => place % 4 === 3)).toEqual([0, 64, 128, 0]);
});
