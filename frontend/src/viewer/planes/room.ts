import type { Cell } from '../cell';
import type { Hand } from '../engine';
import { ReferenceLines } from '../overlay/reference';
import type { Wanted } from '../protocol/hanging';
import type { Plan, Point } from '../types';
import type { CutName } from './cuts';
import { Fusion } from './fusion';

/** What the page does for planes. */
export interface Room {
  plan: Plan;
  cells(): readonly Cell[];
  hand(): Hand;
  lay(cells: readonly Wanted[]): Promise<void>;
}

const THREE: readonly CutName[] = ['axial', 'coronal', 'sagittal'];

/** Planes beside the stacks' own: other cuts, the lines of one pane in the others, PET over CT. */
export class Planes {
  private readonly lines: ReferenceLines;
  private readonly fusions = new WeakMap<Cell, Fusion>();
  private active: Cell | undefined;

  constructor(
    private readonly root: HTMLElement,
    private readonly room: Room,
  ) {
    this.lines = new ReferenceLines(() => room.cells());
    for (const control of [this.opacity, this.most]) control?.addEventListener('input', () => this.redraw());
  }

  /** Take a pane in: what lies over it is drawn again whenever it is. */
  join(cell: Cell): void {
    const fusion = new Fusion(cell, () => ({
      opacity: Number(this.opacity?.value ?? 50) / 100,
      most: Number(this.most?.value ?? 5),
    }));
    this.fusions.set(cell, fusion);
    cell.planes.hand = () => this.room.hand();
    cell.planes.onPoint = (point) => this.goTo(point, cell);
    cell.root.addEventListener('click', (event) => {
      if (!event.shiftKey) return;
      const box = cell.stack.element.getBoundingClientRect();
      this.goTo(cell.view.toWorld(event.clientX - box.left, event.clientY - box.top), cell);
    });
    const draw = (): void => {
      this.lines.draw(this.active);
      fusion.draw();
    };
    cell.stack.onRendered(draw);
    cell.onTold = draw;
  }

  activate(cell: Cell): void {
    this.active = cell;
    this.lines.draw(cell);
  }

  commands(cell: Cell): Readonly<Record<string, () => void>> {
    return {
      lines: () => this.toggleLines(),
      plane: () => void cell.planes.turn(),
      three: () => void this.three(cell),
      fusion: () => void this.fuse(cell),
    };
  }

  private get opacity(): HTMLInputElement | null {
    return this.root.querySelector('[data-fusion-opacity]');
  }

  private get most(): HTMLSelectElement | null {
    return this.root.querySelector('[data-fusion-most]');
  }

  /** Show the same series in three planes beside each other. */
  private async three(cell: Cell): Promise<void> {
    const pane = this.room.plan.panes.indexOf(cell.plan);
    const series = cell.series?.id ?? 0;
    await this.room.lay(THREE.map(() => ({ pane, series, window: cell.view.window ?? null, link: '', isAsAsked: true })));
    await Promise.all(this.room.cells().map((one, place) => one.planes.show(THREE[place] ?? 'axial')));
  }

  /** Show a point of the patient in every other pane of the same frame of reference. */
  private goTo(point: Point, from: Cell): void {
    for (const cell of this.room.cells()) {
      if (cell !== from && cell.frame === from.frame) void cell.goToPoint(point);
    }
  }

  private async fuse(cell: Cell): Promise<void> {
    cell.refuse('');
    const fusion = this.fusions.get(cell);
    const why = await fusion?.toggle().catch(() => 'Some images of the PET could not be had. Try again.');
    if (why) cell.refuse(why);
    const settings = this.root.querySelector<HTMLElement>('[data-fusion-settings]');
    if (settings) settings.hidden = !this.room.cells().some((one) => this.fusions.get(one)?.isOn);
  }

  private redraw(): void {
    for (const cell of this.room.cells()) this.fusions.get(cell)?.draw();
  }

  private toggleLines(): void {
    this.lines.toggle(this.active);
    this.root.querySelector('[data-command=lines]')?.setAttribute('aria-pressed', String(this.lines.isOn));
  }
}
