import { afterEach, describe, expect, it } from 'vitest';
import { framesKept, inWords, mostBytes, tooFar } from '../../src/viewer/prefetch/reach';

const SLICE = 512 * 512 * 2;

describe('how much of a long series is held', () => {
  afterEach(() => localStorage.clear());

  it('keeps three quarters of a gigabyte around what the panes show, shared by them', () => {
    expect(mostBytes()).toBe(1024 ** 3);
    expect(framesKept(SLICE, 1)).toBe(1536);
    expect(framesKept(SLICE, 3)).toBe(512);
    expect(framesKept(SLICE, 3) * 3 * SLICE).toBeLessThan(mostBytes());
  });

  it('keeps a few frames however large they are, and no more than support staff allow', () => {
    expect(framesKept(200e6, 6)).toBe(16);
    localStorage.setItem('centralis-most-megabytes', '256');
    expect(framesKept(SLICE, 1)).toBe(384);
    localStorage.setItem('centralis-most-megabytes', 'nonsense');
    expect(mostBytes()).toBe(1024 ** 3);
  });

  it('lets the farthest go', () => {
    expect(tooFar([0, 1, 2, 3, 4, 9], 3, 4)).toEqual([0, 9]);
    expect(tooFar([4, 5], 4, 2)).toEqual([]);
  });

  it('tells sizes in words', () => {
    expect(inWords(51_200_000)).toBe('51 MB');
    expect(inWords(2_621_440_000)).toBe('2.6 GB');
  });
});
