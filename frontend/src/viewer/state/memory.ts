import type { Cell } from '../cell';
import { fetchKeys } from '../io/api';
import type { Entry, SaveQueue } from '../io/queue';
import type { Planes } from '../planes/room';
import type { Layout } from '../protocol/layout';
import type { Link } from '../protocol/link';
import type { Plan } from '../types';
import { Keeper } from './keeper';
import { KeyImages } from './keyimages';
import { resize, restore, shownOf, VERSION } from './shown';
import type { Shown } from './shown';

/** What is remembered is asked of the room. */
export interface Room {
  root: HTMLElement;
  plan: Plan;
  link: Link;
  planes: Planes;
  queue: SaveQueue;
  cells(): readonly Cell[];
  active(): Cell | undefined;
  layout(): Layout;
  say(text: string): void;
}

/** What a page remembers beside marks: its key images, and how it shows the images. */
export class Memory {
  private readonly keys: KeyImages;
  private readonly keeper: Keeper;
  /** What is on its way to be as it was is not kept: a page that is left meanwhile would lose the rest. */
  private isAsItWas: boolean;

  constructor(private readonly room: Room) {
    const { plan, queue, root } = room;
    this.isAsItWas = !plan.view;
    this.keys = new KeyImages(plan.panes, root.querySelector<HTMLElement>('[data-keys]'), plan.editable, {
      cells: () => room.cells(),
      fetch: fetchKeys,
      put: (entry) => queue.put(entry),
      left: () => queue.left,
      say: (text) => room.say(text),
    });
    const current = plan.editable ? plan.panes.find((one) => one.is_current) : undefined;
    this.keeper = new Keeper(plan.view_url ?? current?.view_url, () => this.shown(), (entry) => queue.put(entry));
  }

  /** Fetch the key images, once the cells show something. */
  start(): Promise<void> {
    return this.keys.start();
  }

  watch(cell: Cell): void {
    cell.stack.onImage(() => this.keys.mark(cell));
    cell.stack.onChange(() => this.turned());
  }

  /** The layout, the link or the active cell is another one. */
  changed(): void {
    this.keys.show();
    this.turned();
  }

  /** A window, a place, a plane, what lies over it, or the lines are others. */
  turned(): void {
    if (this.isAsItWas) this.keeper.changed();
  }

  toggleKey(cell: Cell): void {
    this.keys.toggle(cell);
  }

  refused(entry: Entry): void {
    void this.keys.refused(entry);
  }

  /**
   * Show the images as they were shown: sizes first where they are to be the same, then frames and windows, planes, and
   * the link last. A reader who goes on with a read has a window of today's size.
   */
  async restore(view: Shown, fit: () => void): Promise<void> {
    const cells = this.room.cells();
    const grid = this.room.root.querySelector<HTMLElement>('[data-grid]');
    if (grid && this.room.plan.is_as_signed) resize(grid, cells, view);
    fit();
    await restore(cells, view);
    await this.room.planes.restore(view);
    const offsets = cells.map((one, place) => [one.stack.id, view.link.offsets_mm[place] ?? 0] as const);
    this.room.link.take(view.link.is_on, new Map(offsets));
    this.isAsItWas = true;
  }

  private shown(): Shown {
    const { root, plan, cells, active, link, layout, planes } = this.room;
    const { rows, columns } = layout();
    const rendering = root.dataset['rendering'] === 'cpu' ? 'cpu' : 'gpu';
    return {
      ...{ version: VERSION, layout: { rows, columns }, rendering, pixel_ratio: window.devicePixelRatio },
      ...shownOf(cells(), active(), link, planes),
      ...planes.shown,
      hanging: plan.hanging?.name ?? '',
    };
  }
}
