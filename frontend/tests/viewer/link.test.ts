import { expect, test } from 'vitest';
import { closest, Link, normalOf, positions } from '../../src/viewer/protocol/link';
import type { ImageFacts, Point } from '../../src/viewer/types';

const AXIAL = [1, 0, 0, 0, 1, 0];

function image(z: number, orientation: readonly number[] = AXIAL): ImageFacts {
  return { url: '', instance: String(z), frame: 1, position: [0, 0, z], orientation, spacing: [1, 1], own: {} };
}

const stack = (id: string, frame: string, places: number[], place: number, normal: Point = [0, 0, 1]) => ({
  id,
  frame,
  places,
  place,
  normal,
});

test('positions lie along the normal; images that say no place are counted', () => {
  expect(normalOf([1, 0, 0, 0, 0, -1]).map((part) => part + 0)).toEqual([0, 1, 0]);
  expect(positions([image(5), image(2.5), image(0)])).toEqual([5, 2.5, 0]);
  expect(positions([image(0), image(0)])).toEqual([0, 1]);
  expect(positions([])).toEqual([]);
  expect(closest([0, 5, 10], 7.6)).toBe(2);
});

test('stacks of one frame of reference follow by position', () => {
  const link = new Link();
  const thick = stack('a', 'F', [0, 5, 10], 1);
  const thin = stack('b', 'F', [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0);
  link.hold([thick, thin]);
  expect(link.follow({ ...thick, place: 2 }, [thin]).get('b')).toBe(10);
  expect(link.offset('a', 'b')).toBe(0);
  const coronal = stack('c', 'F', [0, 1, 2], 0, [0, 1, 0]);
  expect([...link.follow({ ...thick, place: 2 }, [thin, coronal]).keys()]).toEqual(['b']);
});

test('between frames of reference the offset of what was shown when linked is held', () => {
  const link = new Link();
  const prior = stack('a', 'F', [0, 5, 10], 1);
  const current = stack('b', 'G', [100, 105, 110, 115], 2);
  expect(link.follow(prior, [current]).size).toBe(0);
  link.hold([prior, current]);
  expect(link.offset('a', 'b')).toBe(105);
  expect(link.follow({ ...prior, place: 2 }, [current]).get('b')).toBe(3);
  expect(link.follow({ ...current, place: 1 }, [prior]).get('a')).toBe(0);
  link.release();
  expect(link.follow(prior, [current]).size).toBe(0);
});
