import type { Cell } from '../cell';
import { ReferenceLines } from '../overlay/reference';

/** What the page does with planes beside the stacks' own: lines of one pane in the others. */
export class Planes {
  private readonly lines: ReferenceLines;
  private active: Cell | undefined;

  constructor(
    private readonly root: HTMLElement,
    cells: () => readonly Cell[],
  ) {
    this.lines = new ReferenceLines(cells);
  }

  /** Take a pane in: its lines are drawn again whenever it is. */
  join(cell: Cell): void {
    cell.stack.onRendered(() => this.lines.draw(this.active));
  }

  activate(cell: Cell): void {
    this.active = cell;
    this.lines.draw(cell);
  }

  commands(): Readonly<Record<string, () => void>> {
    return { lines: () => this.toggleLines() };
  }

  private toggleLines(): void {
    this.lines.toggle(this.active);
    this.root.querySelector('[data-command=lines]')?.setAttribute('aria-pressed', String(this.lines.isOn));
  }
}
