import { all, make } from './dom';

/** What a cell sorts, filters and exports by: `data-value` when given, its words otherwise. */
export function cellValue(cell: Element | undefined): string {
  if (!cell) return '';
  return cell.getAttribute('data-value') ?? (cell.textContent ?? '').replace(/\s+/g, ' ').trim();
}

function rowsOf(section: HTMLTableSectionElement): HTMLTableRowElement[] {
  return Array.from(section.children).filter((item) => item instanceof HTMLTableRowElement);
}

function cellsOf(row: HTMLTableRowElement | undefined): HTMLTableCellElement[] {
  return Array.from(row?.children ?? []).filter((item) => item instanceof HTMLTableCellElement);
}

/** Orders two cell values: as numbers or ISO dates where both are, by the reader's alphabet otherwise. */
export function compareValues(a: string, b: string): number {
  if (a === '' || b === '') return Number(a === '') - Number(b === '');
  const x = Number(a);
  const y = Number(b);
  if (!Number.isNaN(x) && !Number.isNaN(y)) return x - y;
  return a.localeCompare(b, undefined, { numeric: true });
}

/** One field of a CSV file; text that a spreadsheet would run as a formula is disarmed. */
export function csvField(value: string): string {
  const armed = /^[=+\-@\t\r]/.test(value) && Number.isNaN(Number(value));
  const safe = armed ? `'${value}` : value;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Sorting, filtering, column choice and export of one `<table data-table="name">`. */
export class DataTable {
  private readonly name: string;
  private readonly body: HTMLTableSectionElement;
  private readonly heads: HTMLTableCellElement[];
  private readonly controls: (HTMLInputElement | HTMLSelectElement)[];

  constructor(
    private readonly table: HTMLTableElement,
    private readonly tools: HTMLElement | null,
  ) {
    const body = table.tBodies[0];
    if (!body || !table.tHead) throw new Error('a data table needs a <thead> and a <tbody>');
    this.name = table.dataset['table'] ?? '';
    this.body = body;
    this.heads = cellsOf(rowsOf(table.tHead).at(-1));
    this.controls = tools ? all(tools, 'input[name], select[name]') : [];
    this.startSort();
    this.startFilter();
    this.startColumns();
    this.startExport();
  }

  private rows(): HTMLTableRowElement[] {
    return rowsOf(this.body).filter((row) => row.dataset['fixed'] === undefined);
  }

  private columnOf(name: string): number {
    return this.heads.findIndex((head) => head.dataset['col'] === name);
  }

  private key(parameter: string): string {
    return this.table.dataset['tableMain'] !== undefined ? parameter : `${this.name}.${parameter}`;
  }

  private remember(parameter: string, value: string): void {
    const address = new URL(window.location.href);
    if (value === '') address.searchParams.delete(this.key(parameter));
    else address.searchParams.set(this.key(parameter), value);
    window.history.replaceState(window.history.state, '', address);
  }

  private remembered(parameter: string): string {
    return new URL(window.location.href).searchParams.get(this.key(parameter)) ?? '';
  }

  private startSort(): void {
    this.heads.forEach((head, index) => {
      if (head.dataset['sort'] === undefined) return;
      const button = make('button', { type: 'button', class: 'th-sort' });
      button.append(...Array.from(head.childNodes));
      head.append(button);
      button.addEventListener('click', () => {
        const descending = head.getAttribute('aria-sort') === 'ascending';
        this.sort(index, descending);
        this.remember('sort', `${descending ? '-' : ''}${head.dataset['col'] ?? String(index)}`);
      });
    });
    const wanted = this.remembered('sort');
    const name = wanted.replace(/^-/, '');
    const index = name === '' ? -1 : this.columnOf(name);
    if (index >= 0) this.sort(index, wanted.startsWith('-'));
  }

  private sort(index: number, descending: boolean): void {
    for (const head of this.heads) head.removeAttribute('aria-sort');
    this.heads[index]?.setAttribute('aria-sort', descending ? 'descending' : 'ascending');
    const sign = descending ? -1 : 1;
    const rows = this.rows().map((row) => ({ row, value: cellValue(cellsOf(row)[index]) }));
    rows.sort((a, b) => {
      // Empty cells stay last whichever way the column is turned.
      if (a.value === '' || b.value === '') return compareValues(a.value, b.value);
      return sign * compareValues(a.value, b.value);
    });
    const fixed = rowsOf(this.body).filter((row) => row.dataset['fixed'] !== undefined);
    this.body.append(...rows.map((item) => item.row), ...fixed);
  }

  private startFilter(): void {
    for (const control of this.controls) {
      const kept = this.remembered(control.name);
      if (kept !== '') control.value = kept;
      control.addEventListener('input', () => {
        this.remember(control.name, control.value);
        this.filter();
      });
    }
    this.filter();
  }

  private accepts(row: HTMLTableRowElement): boolean {
    return this.controls.every((control) => {
      const wanted = control.value.trim();
      if (wanted === '') return true;
      const index = this.columnOf(control.name);
      if (index >= 0) return cellValue(cellsOf(row)[index]) === wanted;
      const text = (row.textContent ?? '').toLocaleLowerCase();
      return wanted
        .toLocaleLowerCase()
        .split(/\s+/)
        .every((word) => text.includes(word));
    });
  }

  private filter(): void {
    const rows = this.rows();
    let shown = 0;
    for (const row of rows) {
      row.hidden = !this.accepts(row);
      if (!row.hidden) shown += 1;
    }
    const count = this.tools?.querySelector('[data-count]');
    const every = rows.length === 1 ? '1 row' : `${rows.length} rows`;
    if (count) count.textContent = shown === rows.length ? every : `${shown} of ${every}`;
    const none = this.body.querySelector<HTMLElement>('[data-none]');
    if (none) none.hidden = shown > 0;
  }

  private startColumns(): void {
    const menu = this.tools?.querySelector('[data-columns]');
    if (!menu) return;
    const key = `centralis.columns.${this.name}`;
    const hidden = new Set<string>(JSON.parse(localStorage.getItem(key) ?? '[]') as string[]);
    this.heads.forEach((head, index) => {
      const name = head.dataset['col'];
      if (index === 0 || name === undefined) return;
      const box = make('input', { type: 'checkbox', class: 'form-check-input' });
      box.checked = !hidden.has(name);
      menu.append(make('label', { class: 'menu-check' }, box, (head.textContent ?? name).trim() || name));
      box.addEventListener('change', () => {
        if (box.checked) hidden.delete(name);
        else hidden.add(name);
        localStorage.setItem(key, JSON.stringify([...hidden]));
        this.showColumn(index, box.checked);
      });
      if (!box.checked) this.showColumn(index, false);
    });
  }

  private showColumn(index: number, shown: boolean): void {
    for (const row of [...this.table.querySelectorAll('tr')]) {
      const cell = cellsOf(row)[index];
      if (cell && row.dataset['fixed'] === undefined) cell.hidden = !shown;
    }
  }

  /** The rows and columns on show as CSV text, header first. */
  csv(): string {
    const columns = this.heads.map((head, index) => ({ head, index })).filter(({ head }) => !head.hidden);
    const lines = [columns.map(({ head }) => csvField(cellValue(head)))];
    for (const row of this.rows()) {
      if (!row.hidden) lines.push(columns.map(({ index }) => csvField(cellValue(cellsOf(row)[index]))));
    }
    return `${lines.map((line) => line.join(',')).join('\r\n')}\r\n`;
  }

  private startExport(): void {
    this.tools?.querySelector('[data-export]')?.addEventListener('click', () => {
      const file = new Blob(['\ufeff', this.csv()], { type: 'text/csv;charset=utf-8' });
      const url = URL.createObjectURL(file);
      const stamp = new Date().toISOString().slice(0, 10);
      make('a', { href: url, download: `${this.name}-${stamp}.csv` }).click();
      window.setTimeout(() => URL.revokeObjectURL(url), 10_000);
    });
  }
}

const started = new WeakSet<HTMLTableElement>();

/** Brings every data table under a root to life; each once. */
export function startTables(root: ParentNode): void {
  for (const table of all<HTMLTableElement>(root, 'table[data-table]')) {
    if (started.has(table)) continue;
    started.add(table);
    const tools = document.querySelector<HTMLElement>(`[data-table-tools="${CSS.escape(table.dataset['table'] ?? '')}"]`);
    new DataTable(table, tools);
  }
}
