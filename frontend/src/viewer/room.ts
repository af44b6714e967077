import { KeyDrawing } from './a11y/drawing';
import { KeyPainting } from './a11y/painting';
import { noteOn, sayTo, startToolbar, stateOn } from './a11y/toolbar';
import { make } from '../page/dom';
import { untilLeft } from '../page/leaving';
import { Cell } from './cell';
import { Cine } from './cine';
import { eraseAll, findRendering, holdEverywhere, startEngine } from './engine';
import type { Hand } from './engine';
import { keyHelp } from './hotkeys/help';
import { type Command, commandOf } from './hotkeys/keys';
import { NotGiven } from './io/api';
import { focusRow } from './lesions/fields';
import { LesionChoice } from './lesions/choice';
import { Measuring } from './measuring';
import { Planes } from './planes/room';
import { allowsHand, firstLayout, type Wanted, wantedCells } from './protocol/hanging';
import { layoutNamed, LAYOUTS } from './protocol/layout';
import type { Layout } from './protocol/layout';
import { Following } from './protocol/following';
import { Link } from './protocol/link';
import { Presets } from './protocol/presets';
import { currentImages } from './prefetch/images';
import { startPanel } from './regions/panel';
import type { RegionPanel } from './regions/panel';
import { isPainting, resizeBrush, startSegments } from './segments/painter';
import type { Painting, Segments } from './segments/painter';
import { startReaders } from './segments/readers';
import type { ReaderOutlines } from './segments/readers';
import { Memory } from './state/memory';
import type { Images, Mark, Plan, PlannedPane } from './types';

/** The reading room's images: panes, tools and marks of one page. */
export class Room {
  private readonly link = new Link();
  private readonly planes: Planes;
  private readonly measuring: Measuring;
  private readonly drawing: KeyDrawing;
  private readonly painting: KeyPainting;
  private readonly help: ReturnType<typeof keyHelp>;
  private readonly segments: Segments;
  private readonly readers: ReaderOutlines;
  private readonly panel: RegionPanel | undefined;
  private readonly memory: Memory;
  private readonly presets: Presets;
  private readonly engine: ReturnType<typeof startEngine>;
  private readonly say: (text: string) => void;
  private readonly images = new Map<number, Promise<Images>>();
  private cells: Cell[] = [];
  private active: Cell | undefined;
  private layout: Layout;
  private readonly cine = new Cine();
  private readonly lesions: LesionChoice;
  private readonly following = new Following(this.link, () => this.cells);
  private hand: Hand = 'window';

  constructor(
    private readonly root: HTMLElement,
    private readonly plan: Plan,
  ) {
    const rendering = findRendering();
    this.root.dataset['rendering'] = rendering.isCpu ? 'cpu' : 'gpu';
    this.engine = startEngine(rendering);
    this.say = sayTo(this.find('[data-say]'));
    this.presets = new Presets(this.find<HTMLSelectElement>('[data-presets]'), plan, this.say);
    if (!rendering.hasWebgl) noteOn(this.find('[data-note]'), 'This browser has no WebGL: images are drawn by the processor, more slowly.');
    this.layout = firstLayout(plan);
    const lay = (cells: readonly Wanted[]): Promise<void> => this.relayout(layoutNamed('1 × 3'), cells);
    const changed = (): void => this.memory.turned();
    this.planes = new Planes(root, { plan, cells: () => this.cells, hand: () => this.hand, lay, changed });
    this.measuring = new Measuring(plan, {
      cells: () => this.cells,
      lesion: () => this.lesions.lesion,
      offset: (from, to) => this.link.offset(from.stack.id, to.stack.id),
      say: this.say,
      changed: () => this.panel?.draw(),
      state: stateOn(this.find('[data-save-state]')),
      refused: (entry) => this.memory.refused(entry),
    });
    this.memory = new Memory({
      ...{ root, plan, link: this.link, planes: this.planes, queue: this.measuring.queue, say: this.say },
      cells: () => this.cells,
      active: () => this.active,
      layout: () => this.layout,
    });
    this.drawing = new KeyDrawing({
      hand: () => this.hand,
      mayDraw: (cell) => this.measuring.mayDraw(this.hand, cell),
      standing: () => this.measuring.standing(),
      take: (drawn, cell) => this.measuring.take(drawn, cell),
      say: this.say,
    });
    this.help = keyHelp(root);
    this.lesions = new LesionChoice(this.find<HTMLSelectElement>('[data-lesion]'), (lesion) => {
      this.say(lesion);
      void this.measuring.jump(lesion);
    });
    this.segments = startSegments(this.root, plan, this.measuring, () => this.lesions.lesion);
    const of = (number: number): readonly Mark[] => this.measuring.shown(number);
    this.readers = startReaders(root, plan, { of, cells: () => this.cells, say: this.say });
    this.painting = new KeyPainting({
      segments: this.segments,
      lesion: () => this.lesions.lesion,
      resize: (byMm) => resizeBrush(this.root, byMm),
      hold: (hand) => void this.hold(hand),
      say: this.say,
    });
    this.panel = startPanel(this.root, plan, this.measuring);
    this.startTools();
    untilLeft().addEventListener('abort', () => this.close());
  }

  async start(): Promise<void> {
    const { view } = this.plan;
    await Promise.all([this.build(), this.measuring.start()]);
    if (view) await this.memory.restore(view, () => this.engine.resize(true, false));
    for (const cell of this.cells) this.measuring.put(cell);
    if (view) this.activate(this.cells[view.active]);
    else if (this.plan.link) this.toggleLink();
    this.showLink();
    this.panel?.draw();
    this.readers.draw();
    await this.memory.start();
    this.root.dataset['live'] = '';
  }

  /** Every image of the panes was fetched. */
  whole(): Promise<unknown> {
    return Promise.all(this.cells.map((one) => one.stack.whole));
  }

  /** Leave the engine as it was found: the page goes, the engine and its pixels stay. */
  private close(): void {
    this.cine.stop();
    eraseAll();
    for (const cell of this.cells) cell.stack.leave();
    this.cells = []; // what still arrives finds no pane to draw in
  }

  private find<T extends HTMLElement>(selector: string): T | null {
    return this.root.querySelector<T>(selector);
  }

  /** Make the cells of the layout and show each one's images. */
  private async build(asked?: readonly Wanted[]): Promise<void> {
    const grid = this.find('[data-grid]');
    if (!grid) return;
    for (const cell of this.cells) cell.stack.leave();
    grid.replaceChildren();
    grid.dataset['layout'] = `${this.layout.rows}x${this.layout.columns}`;
    const made = (asked ?? wantedCells(this.plan, this.layout)).flatMap((one, place) => {
      const pane = this.plan.panes[one.pane];
      return pane ? [{ one, cell: this.make(pane, `cell-${place}`, grid) }] : [];
    });
    this.cells = made.map(({ cell }) => cell);
    await Promise.all(made.map(({ one, cell }) => this.fill(cell, one)));
    this.activate(this.cells.find((one) => one.plan.is_current) ?? this.cells[0]);
  }

  private make(pane: PlannedPane, id: string, grid: HTMLElement): Cell {
    const cell = new Cell(this.engine, pane, id, grid, this.plan.editable);
    cell.root.addEventListener('keydown', (event) => this.key(event, cell));
    cell.root.addEventListener('focusin', () => this.activate(cell));
    cell.root.addEventListener('pointerdown', () => this.activate(cell));
    cell.stack.onImage(() => void this.following.after(cell));
    this.drawing.join(cell);
    this.painting.join(cell);
    cell.onSeries = () => cell === this.active && this.presets.offer(cell);
    this.planes.join(cell);
    this.segments.attach(cell);
    this.readers.attach(cell);
    this.memory.watch(cell);
    return cell;
  }

  private async fill(cell: Cell, wanted: Wanted): Promise<void> {
    const { number, images_url: url } = cell.plan;
    try {
      if (!this.images.has(number)) this.images.set(number, currentImages(url));
      const images = await this.images.get(number);
      if (images?.lost?.length) noteOn(this.find('[data-note]'), `${cell.plan.label}: ${images.lost.join(' ')}`);
      await cell.offer(images?.series ?? [], wanted);
    } catch (fault) {
      this.images.delete(number);
      const out = fault instanceof NotGiven && fault.status === 401;
      cell.refuse(out ? 'You are signed out. Sign in again and load the page.' : 'The images could not be had. Load the page again.');
    }
  }

  private activate(cell: Cell | undefined): void {
    if (!cell || cell === this.active) return;
    this.active?.root.classList.remove('is-active');
    this.active = cell;
    cell.root.classList.add('is-active');
    this.planes.activate(cell);
    this.presets.offer(cell);
  }

  private toggleLink(): void {
    if (this.link.isOn) this.link.release();
    else this.link.hold(this.cells.filter((one) => one.series).map((one) => one.linked));
    this.showLink();
  }

  private showLink(): void {
    this.find('[data-command=link]')?.setAttribute('aria-pressed', String(this.link.isOn));
    this.measuring.haunt();
    this.memory.changed();
  }

  private startTools(): void {
    const bar = this.find('[data-tools]');
    const layouts = this.find<HTMLSelectElement>('[data-layouts]');
    layouts?.replaceChildren(...LAYOUTS.map((one) => make('option', { value: one.name }, one.name)));
    if (layouts) layouts.value = this.layout.name;
    layouts?.addEventListener('change', () => void this.relayout(layoutNamed(layouts.value)));
    this.presets.onChosen((key) => this.run({ name: `preset:${key}` }));
    bar?.addEventListener('click', (event) => {
      const button = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-command]') : null;
      if (button) this.run({ name: button.dataset['command'] ?? '' });
    });
    for (const one of bar?.querySelectorAll<HTMLElement>('[data-command^="hand:"]') ?? []) {
      one.hidden = !allowsHand(this.plan, one.dataset['command']?.slice('hand:'.length) ?? '');
    }
    if (bar) startToolbar(bar);
  }

  private async relayout(layout: Layout | undefined, asked?: readonly Wanted[]): Promise<void> {
    if (!layout) return;
    this.layout = layout;
    const shown = this.find<HTMLSelectElement>('[data-layouts]');
    if (shown) shown.value = layout.name;
    const wasOn = this.link.isOn;
    this.link.release();
    await this.build(asked);
    for (const cell of this.cells) this.measuring.put(cell);
    if (wasOn) this.toggleLink();
    this.showLink();
  }

  private key(event: KeyboardEvent, cell: Cell): void {
    if (event.target instanceof HTMLSelectElement || event.target instanceof HTMLInputElement) return;
    if (this.drawing.key(event, cell) || this.painting.key(event, cell)) return event.preventDefault();
    const command = commandOf(event);
    if (command && this.run(command)) event.preventDefault();
  }

  /** Do a command on the active pane; says whether it is one. */
  private run(command: Command): boolean {
    const [name = '', detail = ''] = command.name.split(':');
    const cell = this.active;
    if (name === 'hand') return this.hold(detail as Hand | Painting);
    if (name === 'preset') return this.presets.show(detail, cell, this.link.isOn ? this.cells : []);
    const doing = cell && this.commands(cell, command.by ?? 0)[name];
    if (!doing) return false;
    doing();
    return true;
  }

  private commands(cell: Cell, by: number): Readonly<Record<string, () => void>> {
    const stack = cell.view;
    return {
      step: () => void stack.stepBy(by),
      pane: () => this.cells[(this.cells.indexOf(cell) + by + this.cells.length) % this.cells.length]?.root.focus(),
      zoom: () => stack.zoomBy(by),
      'zoom-in': () => stack.zoomBy(1.25),
      'zoom-out': () => stack.zoomBy(0.8),
      width: () => stack.stepWindow(by, 0),
      bright: () => stack.stepWindow(0, by),
      invert: () => stack.invert(),
      rotate: () => stack.rotate(),
      reset: () => stack.reset(),
      link: () => this.toggleLink(),
      cine: () => this.cine.toggle(stack),
      key: () => this.memory.toggleKey(cell),
      lesion: () => this.lesions.step(by),
      remove: () => this.measuring.remove(),
      row: () => focusRow(this.lesions.lesion),
      help: () => this.help.open(),
      readers: () => this.readers.toggle(),
      undo: () => this.segments.undo(),
      cancel: () => void this.hold('window'),
      ...this.planes.commands(cell),
    };
  }

  private hold(hand: Hand | Painting): boolean {
    const isBrush = isPainting(hand);
    const may = isBrush ? this.segments.mayHold(this.active) : this.measuring.mayHold(hand, this.active);
    if (!allowsHand(this.plan, hand) || !may) return true;
    this.hand = isBrush ? 'scroll' : hand;
    this.drawing.give('');
    this.painting.give('');
    this.segments.hold(hand);
    holdEverywhere(this.hand);
    this.find('[data-brush]')?.toggleAttribute('hidden', !isBrush);
    for (const one of this.root.querySelectorAll<HTMLElement>('[data-command^="hand:"]')) {
      one.setAttribute('aria-pressed', String(one.dataset['command'] === `hand:${hand}`));
    }
    return true;
  }
}
