import { beforeEach, describe, expect, it } from 'vitest';
import { startGrids, step } from '../src/page/grid';

const SIZE = { row: 3, column: 4 };

describe('step', () => {
  it.each([
    ['ArrowRight', { row: 1, column: 1 }, { row: 1, column: 2 }],
    ['ArrowRight', { row: 1, column: 3 }, { row: 1, column: 3 }],
    ['ArrowUp', { row: 0, column: 1 }, { row: 0, column: 1 }],
    ['ArrowDown', { row: 1, column: 1 }, { row: 2, column: 1 }],
    ['Home', { row: 2, column: 2 }, { row: 2, column: 0 }],
    ['End', { row: 0, column: 0 }, { row: 0, column: 3 }],
    ['PageDown', { row: 0, column: 1 }, { row: 2, column: 1 }],
  ])('%s from %o leads to %o', (key, from, to) => {
    expect(step(key, from, SIZE, false)).toEqual(to);
  });

  it('goes to the corners with Control and leaves other keys to the browser', () => {
    expect(step('End', { row: 0, column: 0 }, SIZE, true)).toEqual({ row: 2, column: 3 });
    expect(step('Enter', { row: 0, column: 0 }, SIZE, false)).toBeNull();
  });
});

describe('the grid', () => {
  beforeEach(() => {
    const row = (name: string): string =>
      `<tr><th>${name}</th><td><a class="cell" href="#a">a<template><p>Card of ${name}</p></template></a></td><td><a class="cell" href="#b">b</a></td></tr>`;
    document.body.innerHTML = `<table data-grid><tbody>${row('one')}${row('two')}</tbody></table>`;
    startGrids(document);
  });

  it('is one tab stop that moves with the arrows', () => {
    const cells = Array.from(document.querySelectorAll<HTMLElement>('.cell'));
    expect(cells.map((cell) => cell.getAttribute('tabindex'))).toEqual(['0', '-1', '-1', '-1']);
    cells[0]?.focus();
    cells[0]?.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true, cancelable: true }));
    expect(document.activeElement).toBe(cells[2]);
    expect(cells.map((cell) => cell.getAttribute('tabindex'))).toEqual(['-1', '-1', '0', '-1']);
  });

  it('shows the card of the focused cell, says so to screen readers, and hides it on Escape', () => {
    const cell = document.querySelectorAll<HTMLElement>('.cell')[2];
    cell?.focus();
    const card = document.getElementById('cell-card');
    expect(card?.hidden).toBe(false);
    expect(card?.textContent).toBe('Card of two');
    expect(cell?.getAttribute('aria-describedby')).toBe('cell-card');
    cell?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
    expect(card?.hidden).toBe(true);
  });
});
