import { describe, expect, it } from 'vitest';
import { refreshTimes, span } from '../src/page/times';

describe('span', () => {
  // The same pairs stand in tests/apps/web/test_look.py: server and page must agree.
  it.each([
    [0, 'under 1 min'], [59, 'under 1 min'], [60, '1 min'], [3_599, '59 min'], [3_600, '1 h'], [3_660, '1 h 1 min'],
    [86_399, '23 h 59 min'], [86_400, '1 d'], [86_460, '1 d'], [273_600, '3 d 4 h'], [34_560_000, '400 d'],
  ])('%i s is "%s"', (seconds, words) => {
    expect(span(seconds)).toBe(words);
  });
});

describe('refreshTimes', () => {
  it('rewrites ages, leaves other times and unreadable ones alone', () => {
    document.body.innerHTML =
      '<time data-ago datetime="2026-11-21T08:00:00Z">1 min</time><time datetime="2026-11-21T08:00:00Z">x</time>' +
      '<time data-ago datetime="nonsense">y</time><time data-ago datetime="2026-11-21T12:00:00Z">z</time>';
    refreshTimes(document, Date.parse('2026-11-21T09:30:00Z'));
    const words = Array.from(document.querySelectorAll('time'), (item) => item.textContent);
    expect(words).toEqual(['1 h 30 min', 'x', 'y', 'in 2 h 30 min']);
  });
});
