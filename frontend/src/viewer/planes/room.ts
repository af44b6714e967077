import type { Cell } from '../cell';
import type { Hand } from '../engine';
import { ReferenceLines } from '../overlay/reference';
import type { Wanted } from '../protocol/hanging';
import type { Shown, ShownPlane } from '../state/shown';
import type { Plan, Point } from '../types';
import type { CutName } from './cuts';
import { Fusion } from './fusion';

/** What the page does for planes. */
export interface Room {
  plan: Plan;
  cells(): readonly Cell[];
  hand(): Hand;
  lay(cells: readonly Wanted[]): Promise<void>;
  /** What is shown is another. */
  changed(): void;
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
    for (const control of [this.opacity, this.most]) {
      control?.addEventListener('input', () => {
        this.redraw();
        room.changed();
      });
    }
  }

  /** Take a pane in: what lies over it is drawn again whenever it is. */
  join(cell: Cell): void {
    const fusion = new Fusion(cell, () => ({
      opacity: this.fused.opacity_percent / 100,
      most: this.fused.most_suv,
    }));
    this.fusions.set(cell, fusion);
    cell.planes.hand = () => this.room.hand();
    cell.planes.onPoint = (point) => this.goTo(point, cell);
    cell.root.addEventListener('click', (event) => {
      if (!event.shiftKey) return;
      const box = cell.stack.element.getBoundingClientRect();
      const at = cell.view.toWorld(event.clientX - box.left, event.clientY - box.top);
      if (at) this.goTo(at, cell);
    });
    const draw = (): void => {
      this.lines.draw(this.active);
      fusion.draw();
    };
    cell.stack.onRendered(draw);
    cell.onTold = () => {
      draw();
      this.room.changed();
    };
  }

  /** How planes and what is laid over them are shown on the whole page. */
  get shown(): Pick<Shown, 'has_lines' | 'fusion'> {
    return { has_lines: this.lines.isOn, fusion: this.fused };
  }

  /** In which plane a cell shows its series, and what lies over it. */
  shownOf(cell: Cell): ShownPlane {
    return { cut: cell.planes.cut?.shown ?? null, fused: this.fusions.get(cell)?.uptake ?? null };
  }

  /** Show planes, uptake and lines as they were shown; a state of before they were kept says nothing of them. */
  async restore(view: Shown): Promise<void> {
    if (view.has_lines !== undefined && view.has_lines !== this.lines.isOn) this.toggleLines();
    if (view.fusion && this.opacity) this.opacity.value = String(view.fusion.opacity_percent);
    if (view.fusion && this.most) this.most.value = String(view.fusion.most_suv);
    for (const [place, cell] of this.room.cells().entries()) {
      const { cut, fused } = view.cells[place] ?? {};
      if (cut) await cell.planes.show(cut.name);
      if (cut) cell.planes.cut?.showAgain(cut);
      if (fused) await this.fuse(cell, fused);
    }
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

  private get fused(): NonNullable<Shown['fusion']> {
    return { opacity_percent: Number(this.opacity?.value ?? 50), most_suv: Number(this.most?.value ?? 5), colours: 'hot_metal' };
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

  private async fuse(cell: Cell, named?: string): Promise<void> {
    cell.refuse('');
    const fusion = this.fusions.get(cell);
    const why = await fusion?.toggle(named).catch(() => 'Some images of the PET could not be had. Try again.');
    if (why) cell.refuse(why);
    const settings = this.root.querySelector<HTMLElement>('[data-fusion-settings]');
    if (settings) settings.hidden = !this.room.cells().some((one) => this.fusions.get(one)?.isOn);
    this.room.changed();
  }

  private redraw(): void {
    for (const cell of this.room.cells()) this.fusions.get(cell)?.draw();
  }

  private toggleLines(): void {
    this.lines.toggle(this.active);
    this.root.querySelector('[data-command=lines]')?.setAttribute('aria-pressed', String(this.lines.isOn));
    this.room.changed();
  }
}
