import type { Cell } from '../cell';
import { loadedFrame } from '../engine';
import { cursorOver } from '../overlay/cursor';
import { pixelHolding } from '../segments/masks';
import type { Painting, Segments } from '../segments/painter';
import type { Pair, Point } from '../types';
import { middleOf, movedBy, placeInWords, SLICES, tenth } from './moving';
import { toPatient } from './placing';
import type { Pixel } from './placing';
import { around } from './shapes';

/** What painting by keys needs of the page. */
export interface Easel {
  segments: Pick<Segments, 'hand' | 'settings' | 'mayHold' | 'lower' | 'touch' | 'lift' | 'fill'>;
  lesion(): string;
  /** Change the brush's radius by a step (mm). */
  resize(byMm: number): void;
  /** Take the brush or the eraser into the hand. */
  hold(hand: Painting): void;
  say(text: string): void;
}

interface Work {
  cell: Cell;
  cursor: Pixel;
  /** Whether the brush is down, so that moving it paints. */
  isDown: boolean;
}

const SIZES: Readonly<Record<string, number>> = { '[': -0.5, ']': 0.5 };
const HANDS: Readonly<Record<string, Painting>> = { g: 'brush', h: 'erase' };

/**
 * Outlining without a mouse. With the brush or the eraser in hand, Enter puts it on the pane; arrows move it, Space paints
 * where it stands, Enter lowers it so that it paints on its way, and lifts it again. Brackets change its size, G and H take
 * brush or eraser, F fills what hangs together with its pixel between the limits of value.
 */
export class KeyPainting {
  private work: Work | undefined;

  constructor(private readonly easel: Easel) {}

  /** Let a pane be painted on. */
  join(cell: Cell): void {
    const layer = cursorOver(cell.stack.element);
    cell.stack.onRendered(() => {
      const work = this.work?.cell === cell ? this.work : undefined;
      layer.paint(work && this.shown(work));
    });
    cell.stack.onImage(() => this.scrolled(cell));
  }

  /** Take a key pressed on a pane; says whether it was for painting. */
  key(event: KeyboardEvent, cell: Cell): boolean {
    if (this.work && this.work.cell !== cell) this.give('Brush put away: another pane was chosen.');
    const { work } = this;
    if (!work) return (event.key === 'Enter' || event.key === ' ') && event.target === cell.root && this.start(cell);
    if (event.altKey || event.metaKey) return false;
    const to = cell.image && movedBy(event, work.cursor, cell, cell.image);
    const doing = to ? (): void => this.move(work, to) : !event.ctrlKey && this.doings(work, event.key);
    if (doing) doing();
    return Boolean(doing);
  }

  /** Put the brush away; what was painted stays. */
  give(why: string): void {
    const { work } = this;
    this.work = undefined;
    if (!work) return;
    if (work.isDown) this.easel.segments.lift();
    this.easel.say(why);
    work.cell.stack.render();
  }

  private doings(work: Work, key: string): (() => void) | undefined {
    const [size, hand, slice] = [SIZES[key], HANDS[key.toLowerCase()], SLICES[key]];
    if (size !== undefined) return () => this.resize(work, size);
    if (hand) return () => this.take(work, hand);
    if (slice !== undefined) return () => void work.cell.stack.go(work.cell.stack.place + slice);
    if (key === 'Enter') return () => (work.isDown ? this.lift(work) : this.lower(work));
    if (key === ' ') return () => this.dab(work);
    if (key.toLowerCase() === 'f') return () => this.fill(work);
    if (key === 'Escape') return () => this.give('Brush put away; what was painted stays.');
    if (key.toLowerCase() === 'u' && work.isDown) this.lift(work); // the room takes this very stroke back
    return undefined;
  }

  private start(cell: Cell): boolean {
    const { segments } = this.easel;
    if (!segments.hand || !cell.plan.is_current || !cell.image || !segments.mayHold(cell)) return false;
    if (!cell.stack.hasPicture) {
      this.easel.say('The image is not loaded yet.');
      return true;
    }
    this.work = { cell, cursor: middleOf(cell), isDown: false };
    this.tell(this.work, `${this.tool()} at ${this.where(this.work)}. Space paints here, Enter lowers it.`);
    return true;
  }

  private move(work: Work, to: Pixel): void {
    work.cursor = to;
    if (work.isDown) this.easel.segments.touch(work.cell, to);
    this.tell(work, this.where(work));
  }

  private lower(work: Work): void {
    work.isDown = this.easel.segments.lower(work.cell, work.cursor);
    this.tell(work, work.isDown ? `${this.tool()} down: arrows paint, Enter lifts it.` : 'The image is not loaded yet.');
  }

  private lift(work: Work): void {
    work.isDown = false;
    this.tell(work, this.count(this.easel.segments.lift()));
  }

  private dab(work: Work): void {
    if (work.isDown || this.easel.segments.lower(work.cell, work.cursor)) this.lift(work);
  }

  private fill(work: Work): void {
    if (work.isDown) this.lift(work);
    if (this.easel.segments.fill(work.cell, work.cursor)) this.tell(work, 'Filled between the limits.');
  }

  private resize(work: Work, byMm: number): void {
    this.easel.resize(byMm);
    this.tell(work, `Radius ${tenth(this.easel.segments.settings.radiusMm)} mm`);
  }

  private take(work: Work, hand: Painting): void {
    if (work.isDown) this.lift(work);
    this.work = undefined; // taking a tool puts the cursor away; this one goes on with it
    this.easel.hold(hand);
    this.work = work;
    this.tell(work, this.tool());
  }

  /** Another slice is shown: the brush goes along, lifted. */
  private scrolled(cell: Cell): void {
    const { work } = this;
    if (!work || work.cell !== cell) return;
    if (work.isDown) this.lift(work);
    this.tell(work, `Slice ${cell.stack.place + 1} of ${cell.stack.count}`);
  }

  private tool(): string {
    return this.easel.segments.hand === 'erase' ? 'Eraser' : 'Brush';
  }

  private count(pixels: number): string {
    return `${this.easel.lesion()}: ${pixels} pixels on this slice`;
  }

  /** The place of the brush, and the value of the image there where it has values. */
  private where({ cell, cursor }: Work): string {
    const loaded = cell.series?.has_values === false ? undefined : loadedFrame(cell.stack.imageName);
    const value = loaded?.valueAt(pixelHolding(cursor, loaded));
    return value === undefined || !Number.isFinite(value) ? placeInWords(cursor) : `${placeInWords(cursor)}, value ${tenth(value)}`;
  }

  private shown({ cell, cursor, isDown }: Work): { lines: Pair[][]; cursor: Pair; told: string } | undefined {
    const { image } = cell;
    if (!image) return undefined;
    const place = (point: Point): Pair => cell.stack.toCanvas(point);
    const { radiusMm } = this.easel.segments.settings;
    const round = around(cursor, [radiusMm / image.spacing[1], radiusMm / image.spacing[0]], image);
    return { lines: [round.map(place)], cursor: place(toPatient(cursor, image)), told: `${this.tool()}${isDown ? ' down' : ''}` };
  }

  private tell(work: Work, text: string): void {
    this.easel.say(text);
    work.cell.stack.render();
  }
}
