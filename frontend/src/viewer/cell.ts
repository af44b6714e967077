import { make } from '../page/dom';
import { imageOf, StackPane } from './engine';
import { closest, dot, normalOf, positions } from './protocol/link';
import type { Linked } from './protocol/link';
import type { CutPane } from './planes/cut';
import { planeOf } from './planes/geometry';
import type { Plane } from './planes/geometry';
import { describeUptake } from './planes/suv';
import { PlaneView } from './planes/view';
import { describeWindow } from './protocol/windows';
import { liesOn, paint } from './overlay/ghosts';
import type { Ghost } from './overlay/ghosts';
import { Scrollbar } from './overlay/scrollbar';
import type { Wanted } from './protocol/hanging';
import type { ImageFacts, PlannedPane, Point, Series } from './types';

type Engine = ConstructorParameters<typeof StackPane>[0];

/** One pane of the page: its stack, its labels, the choice of series, the ghosts of earlier marks. */
export class Cell {
  readonly root: HTMLElement;
  readonly stack: StackPane;
  ghosts: readonly Ghost[] = [];
  places: number[] = [];
  private readonly line: HTMLElement;
  private readonly label: HTMLElement;
  private readonly note: HTMLElement;
  private readonly ghostLayer = layer('viewer-ghosts');
  /** Where the plane of the active pane is drawn. */
  readonly lines = layer('viewer-lines');
  /** Told of every change of the series shown. */
  onSeries: () => void = () => undefined;
  /** Told of every change of what is shown. */
  onTold: () => void = () => undefined;
  /** In which plane the series is shown. */
  readonly planes: PlaneView;
  private readonly choice: HTMLSelectElement;
  private readonly scrollbar: Scrollbar;
  private all: readonly Series[] = [];
  private wanted: Wanted | undefined;

  constructor(
    engine: Engine,
    readonly plan: PlannedPane,
    id: string,
    grid: HTMLElement,
    private readonly mayEdit: boolean,
  ) {
    const picture = make('div', { class: 'viewer-picture' });
    this.choice = make('select', { class: 'viewer-series', 'aria-label': `Series of ${plan.label}` });
    this.line = make('span', { class: 'viewer-place' });
    this.label = make('span', { class: 'viewer-calibration' });
    this.note = make('p', { class: 'viewer-refusal', role: 'status', hidden: '' });
    const over = make('div', { class: 'viewer-over' });
    this.planes = new PlaneView(plan.label, {
      picture: over,
      series: () => this.series,
      window: () => this.stack.window,
      refuse: (text) => this.refuse(text),
      changed: () => this.tell(),
    });
    const now = plan.is_current && mayEdit ? [make('span', { class: 'viewer-now' }, 'read now')] : [];
    const head = make('figcaption', {}, make('b', {}, plan.label, ...now), this.choice, this.planes.choice, this.line);
    this.scrollbar = new Scrollbar(plan.label, (place) => void this.view.go(place), () => this.root.focus());
    this.root = make('figure', { class: 'viewer-cell', tabindex: '0', 'data-cell': id }, head, picture, over, this.scrollbar.root, this.label, this.note);
    this.root.classList.toggle('is-current', plan.is_current);
    this.root.setAttribute('aria-label', plan.label);
    grid.append(this.root);
    this.stack = new StackPane(engine, picture, id);
    picture.append(this.ghostLayer); // above the canvas, which the engine put in
    over.append(this.lines);
    this.stack.onChange(() => this.tell());
    this.stack.onRendered(() => this.haunt());
    this.stack.onBroken((isBroken) => this.break(isBroken));
    this.choice.addEventListener('change', () => void this.choose(Number(this.choice.value)));
  }

  /** Offer the series of the time point and show the one that is wanted, with its window. */
  async offer(all: readonly Series[], wanted: Wanted): Promise<void> {
    this.all = all;
    this.wanted = wanted;
    this.choice.replaceChildren(...all.map((one, place) => make('option', { value: String(place) }, one.label)));
    this.choice.hidden = all.length < 2;
    if (all.length === 0) return this.refuse('There are no images to show at this time point.');
    const { series } = wanted;
    const named = typeof series === 'number' ? Math.min(series, all.length - 1) : all.findIndex((one) => one.id === series);
    await this.choose(Math.max(named, 0));
    if (wanted.window && this.series?.has_values !== false) this.stack.openIn(wanted.window);
  }

  async choose(place: number, at?: number): Promise<void> {
    const series = this.all[place];
    if (!series) return;
    this.choice.value = String(place);
    this.places = positions(series.images);
    this.planes.leave();
    this.refuse('');
    // A first image that can't be had is told by `onBroken`; the others of the series can still be shown.
    await this.stack.show(series, this.mayEdit && this.plan.is_current, at).catch(() => this.break(true));
    if (this.stack.isGone) return;
    this.tell();
    this.onSeries();
  }

  /** Show the frame of a mark, whichever series it is in; says whether it is there. */
  async seek(instance: string, frame: number): Promise<boolean> {
    const series = this.all.findIndex((one) => one.images.some((image) => image.instance === instance && image.frame === frame));
    if (series < 0) return false;
    const place = this.all[series]?.images.findIndex((image) => image.instance === instance && image.frame === frame) ?? 0;
    if (this.all[series] !== this.series || this.planes.cut) await this.choose(series, place);
    else await this.stack.go(place);
    return true;
  }

  /** Where a frame stands among its series, as a reader counts; empty where it is in none. */
  placeOf(instance: string, frame: number): string {
    for (const { label, images } of this.all) {
      const place = images.findIndex((one) => one.instance === instance && one.frame === frame);
      if (place >= 0) return `${label.split(' · ')[0] ?? ''} ${place + 1}/${images.length}`;
    }
    return '';
  }

  get offered(): readonly Series[] {
    return this.all;
  }

  get series(): Series | undefined {
    return this.stack.series;
  }

  get image(): ImageFacts | undefined {
    return imageOf(this.stack.imageName);
  }

  get frame(): string | undefined {
    return this.series?.frame_of_reference;
  }

  /** The rectangle in the patient that is shown; none before the first image is drawn. */
  get plane(): Plane | undefined {
    if (this.planes.cut) return this.planes.cut.plane;
    if (!('drawn' in this.root.dataset)) return undefined;
    return this.image && this.series && planeOf(this.image, this.series);
  }

  toCanvas(point: Point): readonly [number, number] {
    return this.view.toCanvas(point);
  }

  /** What is shown and turned by commands: the stack, or the series cut anew. */
  get view(): StackPane | CutPane {
    return this.planes.cut ?? this.stack;
  }

  /** Show what lies at a point of the patient. */
  async goToPoint(point: Point): Promise<void> {
    if (this.planes.cut) this.planes.cut.goToPoint(point);
    else if (this.image) await this.goToPosition(dot(point, normalOf(this.image.orientation)));
  }

  get linked(): Linked {
    const frame = this.series?.frame_of_reference ?? '';
    const normal = normalOf(this.image?.orientation ?? []);
    const group = this.wanted?.link ?? '';
    return { id: this.stack.id, group, frame, places: this.places, place: this.stack.place, normal };
  }

  /** The distance of the slices around the one shown (mm). */
  get step(): number {
    const here = this.stack.place;
    const at = this.places[here] ?? 0;
    const beside = this.places[here + 1] ?? this.places[here - 1] ?? at;
    return Math.abs(beside - at);
  }

  async goToPosition(position: number): Promise<void> {
    await this.stack.go(closest(this.places, position));
  }

  /** Say why nothing is shown; an empty text takes it away. */
  refuse(text: string): void {
    this.note.textContent = text;
    this.note.hidden = text === '';
  }

  /** Put a note in the place of an image that can't be shown, so that no other is taken for it. */
  private break(isBroken: boolean): void {
    this.root.classList.toggle('is-broken', isBroken);
    const why = this.image?.fault ? ` ${this.image.fault}` : '';
    this.refuse(isBroken ? `Image ${this.stack.place + 1} can’t be shown, and nothing can be measured on it.${why}` : '');
    this.tell();
  }

  private tell(): void {
    const { series } = this;
    if (!series || this.stack.count === 0) return;
    const { window, place, count } = this.view;
    const grey = window ? ` · ${describeWindow(window, series)}` : '';
    this.line.textContent = `${place + 1} / ${count}${grey}`;
    const anew = this.planes.cut ? 'Made from the slices: measure in their own plane' : '';
    const said = [anew, series.fitness.label, describeUptake(series), ...series.fitness.warnings].filter((one) => one !== '');
    if (this.wanted && !this.wanted.isAsAsked) said.push('The protocol asks for a series that this time point does not have');
    this.label.textContent = said.join(' · ');
    this.label.classList.toggle('is-uncalibrated', !series.fitness.is_measurable);
    this.label.title = series.fitness.reasons.join(' ');
    this.scrollbar.show(place, count);
    this.root.dataset['place'] = String(place);
    this.root.dataset['count'] = String(count);
    this.root.dataset['plane'] = this.planes.cut?.cuts.name ?? 'own';
    this.onTold();
  }

  private haunt(): void {
    this.root.dataset['drawn'] = '';
    const { image } = this;
    const here = image ? this.ghosts.filter((one) => liesOn(one, image, this.step)) : [];
    paint(this.ghostLayer, here, (point) => this.stack.toCanvas(point));
    this.root.dataset['ghosts'] = String(here.length);
  }
}

function layer(name: string): SVGSVGElement {
  const made = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  made.setAttribute('class', name);
  made.setAttribute('aria-hidden', 'true');
  return made;
}
