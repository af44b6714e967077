import type { Cell } from '../cell';
import { isKind, newKey } from '../engine';
import type { Drawn, Hand } from '../engine';
import { cursorOver } from '../overlay/cursor';
import type { ImageFacts, Mark, Pair, Point } from '../types';
import { middleOf, movedBy, placeInWords, SLICES, tenth } from './moving';
import { bend, isLine, toPatient, toPixel } from './placing';
import type { Pixel } from './placing';
import { closes, halfAxes, SHAPES } from './shapes';
import type { Placed } from './shapes';

/** What drawing by keys needs of the page. */
export interface Desk {
  hand(): Hand;
  /** Whether the tool in hand may be used on a pane; says why not. */
  mayDraw(cell: Cell): boolean;
  /** The chosen lesion's mark at the time point read now. */
  standing(): Mark | undefined;
  take(drawn: Drawn, cell: Cell): void;
  say(text: string): void;
}

/** A mark in the making (`key` empty), or one whose ends are moved: then `handle` says which. */
interface Work {
  cell: Cell;
  image: ImageFacts;
  kind: Placed;
  cursor: Pixel;
  points: readonly Point[];
  key: string;
  handle: number;
}

/**
 * Drawing without a mouse. With a measuring tool in hand, Enter puts a cursor on the pane; arrows move it by a pixel (ten
 * with Shift, a tenth with Ctrl), Enter or Space places a point. On a slice where the lesion's mark stands already, Enter
 * takes hold of its ends instead and Tab goes between them. An ellipse is its middle and a corner of its box; a freehand
 * region its corners, closed by C or on the first. The result is the same mark as by mouse.
 */
export class KeyDrawing {
  private work: Work | undefined;

  constructor(private readonly desk: Desk) {}

  /** Let a pane be drawn on. */
  join(cell: Cell): void {
    const layer = cursorOver(cell.stack.element);
    cell.stack.onRendered(() => {
      const work = this.work?.cell === cell ? this.work : undefined;
      const place = (point: Point): Pair => cell.stack.toCanvas(point);
      const lines = work ? this.lines(work).map((one) => one.map(place)) : [];
      layer.paint(work && { lines, cursor: place(this.at(work)), told: this.told(work) });
    });
    cell.stack.onImage(() => this.scrolled(cell));
  }

  /** Take a key pressed on a pane; says whether it was for drawing. */
  key(event: KeyboardEvent, cell: Cell): boolean {
    if (this.work && this.work.cell !== cell) this.give('Drawing given up: another pane was chosen.');
    const work = this.work;
    const isEnter = event.key === 'Enter' || event.key === ' ';
    if (!work) return isEnter && event.target === cell.root && this.start(cell);
    const to = movedBy(event, work.cursor, cell, work.image);
    if (to) this.move(work, to);
    else if (isEnter) this.place(work);
    else if (event.key === 'Tab' && work.key) this.choose(work, event.shiftKey ? -1 : 1);
    else if (event.key === 'Backspace') this.takeBack(work);
    else if (event.key === 'Escape') this.give('Drawing given up; nothing was changed.');
    else if (event.key.toLowerCase() === 'c' && work.kind === 'freehand') this.finish(work);
    else if (SLICES[event.key] !== undefined) this.scroll(work, SLICES[event.key] ?? 0);
    else {
      if (event.key === 'Delete') this.give('');
      return false;
    }
    return true;
  }

  /** Put the cursor away; what was placed is forgotten. */
  give(why: string): void {
    const { work } = this;
    this.work = undefined;
    if (!work) return;
    this.desk.say(why);
    work.cell.stack.render();
  }

  private start(cell: Cell): boolean {
    const kind = this.desk.hand();
    const { image } = cell;
    if (!isKind(kind) || !image || !this.desk.mayDraw(cell)) return false;
    if (!cell.stack.hasPicture) {
      this.desk.say('The image is not loaded yet.');
      return true;
    }
    const mark = isLine(kind) ? this.desk.standing() : undefined;
    const isHere = mark && mark.instance === image.instance && mark.frame === image.frame;
    const cursor = middleOf(cell);
    if (isHere && isLine(mark.kind)) {
      this.work = { cell, image, kind: mark.kind, cursor, points: mark.points, key: mark.key, handle: -1 };
      this.choose(this.work, 1);
    } else {
      this.work = { cell, image, kind, cursor, points: [], key: '', handle: 0 };
      this.tell(this.work, `Cursor at ${this.where(this.work)}. ${this.next(this.work)}`);
    }
    return true;
  }

  private move(work: Work, to: Pixel): void {
    work.cursor = to;
    if (work.key) work.points = bend(work.points, work.handle, toPatient(to, work.image), work.image);
    this.tell(work, this.where(work));
  }

  private place(work: Work): void {
    const at = this.at(work);
    if (work.key || (work.kind === 'freehand' && closes(work.points, at, work.image))) return this.finish(work);
    work.points = [...work.points, at];
    if (work.points.length < SHAPES[work.kind].count) return this.tell(work, `Placed. ${this.next(work)}`);
    this.finish(work);
  }

  /** Hand the mark over, or say why its points make none; the last one can be placed again then. */
  private finish(work: Work): void {
    const { cell, image, kind, key } = work;
    const shape = SHAPES[kind];
    const fault = key ? '' : shape.fault(work.points, image);
    if (fault) {
      if (work.points.length >= shape.count) work.points = work.points.slice(0, -1);
      return this.tell(work, fault);
    }
    this.work = undefined;
    const points = key ? [...work.points] : shape.finish(work.points, image);
    this.desk.take({ key: key || newKey(), kind, instance: image.instance, frame: image.frame, points }, cell);
  }

  /** Take hold of the next end of a mark. */
  private choose(work: Work, by: number): void {
    const count = work.points.length;
    work.handle = (work.handle + by + count) % count;
    const point = work.points[work.handle];
    if (point) work.cursor = toPixel(point, work.image);
    const end = SHAPES[work.kind].next(work.handle);
    this.tell(work, `${end}, ${this.where(work)}. Arrows move it, Tab goes on, Enter saves.`);
  }

  private takeBack(work: Work): void {
    if (work.key) return;
    work.points = work.points.slice(0, -1);
    this.tell(work, `Taken back. ${this.next(work)}`);
  }

  private scroll(work: Work, by: number): void {
    if (work.points.length > 0) return this.desk.say('The mark lies on this slice. Finish it, or give up with Escape, then scroll.');
    void work.cell.stack.go(work.cell.stack.place + by);
  }

  /** Another slice is shown: a cursor alone goes along, a mark in the making can't. */
  private scrolled(cell: Cell): void {
    const { work } = this;
    const { image } = cell;
    if (!work || work.cell !== cell || !image || image === work.image) return;
    if (work.points.length > 0) return this.give('Drawing given up: another slice is shown.');
    work.image = image;
    this.tell(work, `Slice ${cell.stack.place + 1} of ${cell.stack.count}`);
  }

  private at(work: Work): Point {
    const point = toPatient(work.cursor, work.image);
    return work.key ? (work.points[work.handle] ?? point) : SHAPES[work.kind].hold(work.points, point);
  }

  private lines(work: Work): Point[][] {
    return SHAPES[work.kind].lines(work.points, this.at(work), work.image);
  }

  private next(work: Work): string {
    return `Enter places ${SHAPES[work.kind].next(work.points.length)}.`;
  }

  private where({ kind, cursor, points: [middle], image }: Work): string {
    if (kind !== 'ellipse' || !middle) return placeInWords(cursor);
    const [across, down] = halfAxes(middle, toPatient(cursor, image), image);
    return `${tenth(across)} columns and ${tenth(down)} rows from the middle`;
  }

  private told({ kind, key, handle, points }: Work): string {
    const { count } = SHAPES[kind];
    const place = (key ? handle : points.length) + 1;
    return Number.isFinite(count) ? `${place}/${count}` : `${place}${points.length < 3 ? '' : ' · C closes'}`;
  }

  private tell(work: Work, text: string): void {
    this.desk.say(text);
    work.cell.stack.render();
  }
}
