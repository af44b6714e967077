import type { Cell } from '../cell';
import { loadedFrame, newKey } from '../engine';
import type { Marks } from '../lesions/marks';
import type { Measuring } from '../measuring';
import type { Mark, Pair, Plan } from '../types';
import { bitsOf, countOf, flood, pixelHolding, runsOf, stroke } from './masks';
import type { Bits, Grid } from './masks';
import { cleared, coloursOf, overlayOf, paintMask, pixelAt } from './overlay';
import { letterOf } from './readers';

export type Painting = 'brush' | 'erase';

/** What outlining needs of the page: the lesion chosen, the marks read now, where to keep a mask and say things. */
export interface Studio {
  lesion(): string;
  editable: boolean;
  of(number: number): Marks;
  keep(mark: Mark): void;
  deny(why: string): false;
  settings(): Settings;
}

/** The brush: its radius, and the limits of value (HU, SUV or as stored) between which it takes pixels. */
export interface Settings {
  radiusMm: number;
  low: number;
  high: number;
}

interface Stroke {
  mark: Mark;
  bits: Bits;
  grid: Grid;
  last: Pair;
}

const MOST_UNDO = 50;

export function isPainting(hand: string): hand is Painting {
  return hand === 'brush' || hand === 'erase';
}

/** Masks of lesions on the images: painted with a brush, within limits of value where they are set; shown on every pane. */
export class Segments {
  hand: Painting | undefined;
  private stroke: Stroke | undefined;
  private readonly before: Mark[] = [];
  private readonly drawn = new Map<string, { mark: Mark; picture: HTMLCanvasElement }>();

  constructor(private readonly studio: Studio) {}

  /** Take the brush into the hand, or put it down for another tool. */
  hold(hand: string): void {
    this.hand = isPainting(hand) ? hand : undefined;
  }

  /** Whether the brush may be used now; says why not. */
  mayHold(cell: Cell | undefined): boolean {
    const { studio } = this;
    if (!studio.editable) return studio.deny('This time point is signed and locked; nothing can be measured.');
    if (!studio.lesion()) return studio.deny('Choose the lesion first, then outline it.');
    const fitness = cell?.plan.is_current ? cell.series?.fitness : undefined;
    const isFit = !fitness || (fitness.is_measurable && fitness.is_reformattable);
    return isFit || studio.deny(`A volume needs evenly spaced slices that can be measured. ${fitness.reasons.join(' ')}`);
  }

  /** Show masks on a cell and let the brush paint there. */
  attach(cell: Cell): void {
    const layer = overlayOf(cell.stack.element);
    cell.stack.onRendered(() => this.show(cell, layer));
    const { element } = cell.stack;
    element.addEventListener('pointerdown', (event) => this.begin(cell, event), { capture: true });
    element.addEventListener('pointermove', (event) => this.go(cell, event), { capture: true });
    for (const end of ['pointerup', 'pointercancel']) element.addEventListener(end, () => this.lift(), { capture: true });
  }

  /** Put back the mask as it was before the last stroke. */
  undo(): void {
    const last = this.before.pop();
    if (!last) return;
    const standing = this.standing(last.of_lesion, last);
    this.studio.keep({ ...last, edit: (standing?.edit ?? 0) + 1, volume_ml: standing?.volume_ml ?? null });
  }

  private begin(cell: Cell, event: PointerEvent): void {
    if (!this.hand || event.button !== 0 || !cell.plan.is_current || !this.mayHold(cell)) return;
    const at = pixelAt(cell, event);
    if (!at || !loadedFrame(cell.stack.imageName)) return;
    event.preventDefault(); // no mouse event follows, so that the engine's tool stays still
    event.stopPropagation();
    cell.root.focus();
    if (event.shiftKey) return void this.fill(cell, at);
    if (this.lower(cell, at)) cell.stack.element.setPointerCapture(event.pointerId);
  }

  private go(cell: Cell, event: PointerEvent): void {
    if (!this.stroke) return;
    event.preventDefault();
    event.stopPropagation();
    const at = pixelAt(cell, event);
    if (at) this.touch(cell, at);
  }

  /** Put the brush down on a pixel (column, row) of a cell's image; says whether it could be. */
  lower(cell: Cell, at: Pair): boolean {
    this.stroke = this.strokeOn(cell, at);
    this.touch(cell, at);
    return this.stroke !== undefined;
  }

  private strokeOn(cell: Cell, at: Pair): Stroke | undefined {
    const [image, loaded] = [cell.image, loadedFrame(cell.stack.imageName)];
    if (!image || !loaded) return undefined;
    const place = { instance: image.instance, frame: image.frame };
    const lesion = this.studio.lesion();
    const mark = this.standing(lesion, place, cell.plan.number) ?? empty(lesion, place, cell.stack.place);
    const grid = { rows: loaded.rows, columns: loaded.columns, spacing: image.spacing };
    return { mark, bits: bitsOf(mark.runs, grid.rows * grid.columns), grid, last: at };
  }

  /** Move the brush that is down, painting or erasing on its way. */
  touch(cell: Cell, at: Pair): void {
    const { stroke: now, hand } = this;
    const takes = this.limits(cell);
    if (!now || !takes) return;
    const { radiusMm } = this.studio.settings();
    stroke(now.bits, now.grid, now.last, at, { radiusMm, isErasing: hand === 'erase', takes });
    now.last = at;
    this.show(cell, overlayOf(cell.stack.element));
  }

  /** Which pixels of a cell's image lie between the limits of value. */
  private limits(cell: Cell): ((place: number) => boolean) | undefined {
    const loaded = loadedFrame(cell.stack.imageName);
    const { low, high } = this.studio.settings();
    return loaded && ((place) => loaded.valueAt(place) >= low && loaded.valueAt(place) <= high);
  }

  /** Take in what hangs together with a pixel on this image and lies between the limits; says whether it was. */
  fill(cell: Cell, at: Pair): boolean {
    const { low, high } = this.studio.settings();
    if (this.hand !== 'brush') return this.studio.deny('Take the brush to fill: the eraser only takes away.');
    if (low === -Infinity && high === Infinity) return this.studio.deny('Set “from value” or “to” first: without them everything would be filled.');
    const now = this.strokeOn(cell, at);
    const takes = this.limits(cell);
    if (!now || !takes) return false;
    const place = pixelHolding(at, now.grid);
    if (!takes(place)) return this.studio.deny('The value here does not lie between the limits: nothing was filled.');
    flood(now.bits, now.grid, place, takes);
    this.stroke = now;
    this.lift();
    return true;
  }

  /** Lift the brush: the stroke is kept. Says how many pixels of this image are the lesion's now. */
  lift(): number {
    const now = this.stroke;
    this.stroke = undefined;
    if (!now) return 0;
    this.before.push(now.mark);
    if (this.before.length > MOST_UNDO) this.before.shift();
    this.studio.keep({ ...now.mark, edit: now.mark.edit + 1, runs: runsOf(now.bits), note: '' });
    return countOf(now.bits);
  }

  get settings(): Settings {
    return this.studio.settings();
  }

  private standing(lesion: string, place: Pick<Mark, 'instance' | 'frame'>, number?: number): Mark | undefined {
    const marks = number === undefined ? this.current : this.studio.of(number);
    return masksOn(marks, place).find((one) => one.of_lesion === lesion);
  }

  private current: Marks | undefined;

  /** Draw the masks of a cell's image over it, the one under the brush as it is now. */
  private show(cell: Cell, layer: HTMLCanvasElement): void {
    const marks = this.studio.of(cell.plan.number);
    if (cell.plan.is_current) this.current = marks;
    const { image } = cell;
    const loaded = loadedFrame(cell.stack.imageName);
    const here = image && loaded ? masksOn(marks, image) : [];
    const painted = cell.plan.is_current ? this.stroke : undefined;
    const shown = painted && !here.some((one) => one.key === painted.mark.key) ? [...here, painted.mark] : here;
    cell.root.dataset['masks'] = String(shown.filter((one) => one.runs.length > 0 || one.key === painted?.mark.key).length);
    const context = cleared(layer);
    if (!context || !image || !loaded) return;
    for (const mark of shown) {
      const bits = mark.key === painted?.mark.key ? painted.bits : undefined;
      paintMask(context, cell, image, bits ? coloursOf(mark, bits, loaded) : this.pictureOf(mark, loaded));
    }
  }

  /** A mask's picture, made once for each of its states. */
  private pictureOf(mark: Mark, size: { rows: number; columns: number }): HTMLCanvasElement {
    const known = this.drawn.get(mark.key);
    if (known && known.mark.runs === mark.runs) return known.picture;
    const picture = coloursOf(mark, bitsOf(mark.runs, size.rows * size.columns), size);
    this.drawn.set(mark.key, { mark, picture });
    return picture;
  }
}

const [LEAST_MM, MOST_MM, USUAL_MM] = [0.5, 50, 4];

/** Make the brush larger or smaller by a step (mm), in its field of the toolbar. */
export function resizeBrush(root: HTMLElement, byMm: number): void {
  const field = root.querySelector<HTMLInputElement>('[data-brush-radius]');
  if (field) field.value = String(radiusOf(root, byMm));
}

/** The radius in its field (mm), `more` added, held within what a brush may have. */
function radiusOf(root: HTMLElement, more = 0): number {
  return Math.min(Math.max(numberIn(root, 'radius', USUAL_MM) + more, LEAST_MM), MOST_MM);
}

function numberIn(root: HTMLElement, name: string, otherwise: number): number {
  const value = root.querySelector<HTMLInputElement>(`[data-brush-${name}]`)?.valueAsNumber;
  return value !== undefined && Number.isFinite(value) ? value : otherwise;
}

/** Start outlining on a page; the brush's settings stand in its toolbar. */
export function startSegments(root: HTMLElement, plan: Plan, measuring: Measuring, lesion: () => string): Segments {
  return new Segments({
    lesion,
    editable: plan.editable,
    of: (place) => measuring.of(place),
    keep: (mark) => measuring.keep(mark),
    deny: (why) => measuring.deny(why),
    settings: () => ({ radiusMm: radiusOf(root), low: numberIn(root, 'low', -Infinity), high: numberIn(root, 'high', Infinity) }),
  });
}

function masksOn(marks: Marks | undefined, place: Pick<Mark, 'instance' | 'frame'>): Mark[] {
  const all = marks?.all() ?? [];
  return all.filter((one) => one.kind === 'mask' && letterOf(one) === '' && one.instance === place.instance && one.frame === place.frame);
}

/** The mask of a lesion on an image that has none yet; its name tells the image's place, as the server's does. */
function empty(lesion: string, place: Pick<Mark, 'instance' | 'frame'>, at: number): Mark {
  const numbers = { long_mm: null, short_mm: null, is_node: null, volume_ml: null, values: {} };
  return { ...place, ...numbers, key: newKey(), edit: 0, lesion: `${lesion}/${at + 1}`, of_lesion: lesion, kind: 'mask', points: [], runs: [], note: '' };
}
