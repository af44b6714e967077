import { all, make } from './dom';

const started = new WeakSet<HTMLTableElement>();
const HOVER_MS = 250;

type Place = { row: number; column: number };

/** Where a key leads from a place in the grid; null when the key is not one of ours. */
export function step(key: string, from: Place, size: Place, wide: boolean): Place | null {
  const last = { row: size.row - 1, column: size.column - 1 };
  switch (key) {
    case 'ArrowLeft':
      return { row: from.row, column: Math.max(0, from.column - 1) };
    case 'ArrowRight':
      return { row: from.row, column: Math.min(last.column, from.column + 1) };
    case 'ArrowUp':
      return { row: Math.max(0, from.row - 1), column: from.column };
    case 'ArrowDown':
      return { row: Math.min(last.row, from.row + 1), column: from.column };
    case 'Home':
      return { row: wide ? 0 : from.row, column: 0 };
    case 'End':
      return { row: wide ? last.row : from.row, column: last.column };
    case 'PageUp':
      return { row: Math.max(0, from.row - 10), column: from.column };
    case 'PageDown':
      return { row: Math.min(last.row, from.row + 10), column: from.column };
    default:
      return null;
  }
}

/** The subject × visit grid: one tab stop, arrow keys between cells, a card on hover or focus. */
class Grid {
  private readonly rows: HTMLElement[][];
  private readonly card: HTMLElement;
  private timer = 0;

  constructor(table: HTMLTableElement) {
    this.rows = Array.from(table.querySelectorAll('tbody tr'))
      .map((row) => all<HTMLElement>(row, '.cell'))
      .filter((cells) => cells.length > 0);
    this.card = make('div', { class: 'cell-card', role: 'tooltip', id: 'cell-card' });
    this.card.hidden = true;
    document.body.append(this.card);
    table.setAttribute('role', 'grid');
    this.rows.flat().forEach((cell, index) => cell.setAttribute('tabindex', index === 0 ? '0' : '-1'));
    table.addEventListener('keydown', (event) => this.key(event));
    table.addEventListener('focusin', (event) => this.focused(event));
    table.addEventListener('focusout', () => this.hide());
    table.addEventListener('pointerover', (event) => this.hover(event));
    table.addEventListener('pointerleave', () => this.hide());
  }

  private place(target: EventTarget | null): Place | null {
    const cell = target instanceof Element ? target.closest<HTMLElement>('.cell') : null;
    if (!cell) return null;
    const row = this.rows.findIndex((cells) => cells.includes(cell));
    return row < 0 ? null : { row, column: this.rows[row]?.indexOf(cell) ?? 0 };
  }

  private key(event: KeyboardEvent): void {
    if (event.key === 'Escape') {
      this.hide();
      return;
    }
    const from = this.place(event.target);
    if (!from || event.altKey || event.metaKey) return;
    const size = { row: this.rows.length, column: this.rows[from.row]?.length ?? 0 };
    const to = step(event.key, from, size, event.ctrlKey);
    if (!to) return;
    event.preventDefault();
    const cells = this.rows[to.row] ?? [];
    cells[Math.min(to.column, cells.length - 1)]?.focus();
  }

  private focused(event: FocusEvent): void {
    const at = this.place(event.target);
    if (!at) return;
    for (const cell of this.rows.flat()) cell.setAttribute('tabindex', '-1');
    const cell = this.rows[at.row]?.[at.column];
    cell?.setAttribute('tabindex', '0');
    if (cell) void this.show(cell);
  }

  private hover(event: PointerEvent): void {
    const at = this.place(event.target);
    window.clearTimeout(this.timer);
    const cell = at ? this.rows[at.row]?.[at.column] : undefined;
    if (!cell) {
      this.hide();
      return;
    }
    this.timer = window.setTimeout(() => void this.show(cell), HOVER_MS);
  }

  private async show(cell: HTMLElement): Promise<void> {
    const inside = cell.querySelector<HTMLTemplateElement>('template');
    const url = cell.dataset['cardUrl'];
    if (inside) {
      this.card.replaceChildren(inside.content.cloneNode(true));
    } else if (url !== undefined) {
      const answer = await fetch(url, { headers: { Accept: 'text/html' }, credentials: 'same-origin' });
      if (!answer.ok) return;
      const parsed = new DOMParser().parseFromString(await answer.text(), 'text/html');
      this.card.replaceChildren(...Array.from(parsed.body.childNodes));
    } else {
      return;
    }
    this.card.hidden = false;
    cell.setAttribute('aria-describedby', 'cell-card');
    this.position(cell.getBoundingClientRect());
  }

  private position(cell: DOMRect): void {
    const card = this.card.getBoundingClientRect();
    const below = cell.bottom + card.height + 12 < window.innerHeight;
    const left = Math.max(8, Math.min(cell.left, window.innerWidth - card.width - 8));
    this.card.style.left = `${left + window.scrollX}px`;
    this.card.style.top = `${(below ? cell.bottom + 6 : cell.top - card.height - 6) + window.scrollY}px`;
  }

  private hide(): void {
    window.clearTimeout(this.timer);
    this.card.hidden = true;
  }
}

/** Brings every `<table data-grid>` under a root to life; each once. */
export function startGrids(root: ParentNode): void {
  for (const table of all<HTMLTableElement>(root, 'table[data-grid]')) {
    if (started.has(table)) continue;
    started.add(table);
    new Grid(table);
  }
}
