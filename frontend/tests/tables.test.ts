import { beforeEach, describe, expect, it } from 'vitest';
import { compareValues, csvField, DataTable } from '../src/page/tables';

const PAGE = `
<div data-table-tools="exams">
  <input name="q"><select name="state"><option value=""></option><option value="held">Held</option></select>
  <span data-count></span><div data-columns></div><button data-export></button>
</div>
<table data-table="exams" data-table-main><thead><tr>
  <th data-col="subject" data-sort>Subject</th><th data-col="state" data-sort>State</th><th data-col="age" data-sort>Age</th></tr></thead>
<tbody>
  <tr><td>01-010</td><td data-value="held">Held, paused</td><td data-value="300">5 min</td></tr>
  <tr><td>01-002</td><td data-value="accepted">Accepted</td><td data-value="90000">1 d</td></tr>
  <tr><td>02-001</td><td data-value="held">Held</td><td data-value="">–</td></tr>
  <tr data-fixed data-none hidden><td colspan="3">No row</td></tr>
</tbody></table>`;

function table(): DataTable {
  document.body.innerHTML = PAGE;
  const element = document.querySelector('table');
  if (!element) throw new Error('no table');
  return new DataTable(element, document.querySelector('[data-table-tools]'));
}

function subjects(): string[] {
  return Array.from(document.querySelectorAll<HTMLTableRowElement>('tbody tr:not([hidden]):not([data-fixed])')).map(
    (row) => row.children[0]?.textContent ?? '',
  );
}

function type(selector: string, value: string): void {
  const control = document.querySelector<HTMLInputElement | HTMLSelectElement>(selector);
  if (!control) throw new Error(selector);
  control.value = value;
  control.dispatchEvent(new Event('input', { bubbles: true }));
}

function head(index: number): HTMLElement {
  const found = document.querySelectorAll<HTMLElement>('th')[index];
  if (!found) throw new Error('no head');
  return found;
}

beforeEach(() => {
  localStorage.clear();
  window.history.replaceState(null, '', '/exams/');
});

describe('compareValues', () => {
  it('compares numbers as numbers, words by the alphabet, and puts nothing last', () => {
    expect(compareValues('9', '10')).toBeLessThan(0);
    expect(compareValues('site 9', 'site 10')).toBeLessThan(0);
    expect(compareValues('', 'a')).toBeGreaterThan(0);
    expect(compareValues('2026-02-01', '2026-01-31')).toBeGreaterThan(0);
  });
});

describe('csvField', () => {
  it('quotes what needs quoting and disarms formulas but not negative numbers', () => {
    expect(csvField('a "b", c')).toBe('"a ""b"", c"');
    expect(csvField('=HYPERLINK("x")')).toBe('"\'=HYPERLINK(""x"")"');
    expect(csvField('@cmd')).toBe("'@cmd");
    expect(csvField('-30.5')).toBe('-30.5');
  });
});

describe('a data table', () => {
  it('sorts by value both ways, keeps empty cells last, and keeps the order in the address', () => {
    table();
    head(2).querySelector('button')?.click();
    expect(subjects()).toEqual(['01-010', '01-002', '02-001']);
    expect(head(2).getAttribute('aria-sort')).toBe('ascending');
    head(2).querySelector('button')?.click();
    expect(subjects()).toEqual(['01-002', '01-010', '02-001']);
    expect(window.location.search).toBe('?sort=-age');
    table();
    expect(subjects()).toEqual(['01-002', '01-010', '02-001']);
  });

  it('filters by words and by a column, counts, says when none is left, and keeps it in the address', () => {
    table();
    type('select', 'held');
    expect(subjects()).toEqual(['01-010', '02-001']);
    expect(document.querySelector('[data-count]')?.textContent).toBe('2 of 3 rows');
    type('input', '02- held');
    expect(subjects()).toEqual(['02-001']);
    type('input', 'zzz');
    expect(document.querySelector<HTMLElement>('[data-none]')?.hidden).toBe(false);
    type('input', '');
    expect(window.location.search).toBe('?state=held');
    table();
    expect(subjects()).toEqual(['01-010', '02-001']);
  });

  it('hides a column, remembers it, and never offers to hide the first', () => {
    table();
    const boxes = document.querySelectorAll<HTMLInputElement>('[data-columns] input');
    expect(boxes.length).toBe(2);
    boxes[0]?.click();
    expect(head(1).hidden).toBe(true);
    table();
    expect(head(1).hidden).toBe(true);
  });

  it('exports the rows and columns on show', () => {
    const data = table();
    type('select', 'held');
    document.querySelectorAll<HTMLInputElement>('[data-columns] input')[0]?.click();
    expect(data.csv()).toBe('Subject,Age\r\n01-010,300\r\n02-001,\r\n');
  });
});
