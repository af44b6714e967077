import type { Cell } from '../cell';
import { newKey } from '../engine';
import type { Drawn, Hand } from '../engine';
import { cursorOver } from '../overlay/cursor';
import type { ImageFacts, Mark, Pair, Point } from '../types';
import { bend, isLine, POINTS, square, stepTowards, toPatient, toPixel, within } from './placing';
import type { LineKind, Pixel } from './placing';

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
  kind: LineKind;
  cursor: Pixel;
  points: readonly Point[];
  key: string;
  handle: number;
}

const WAYS: Readonly<Record<string, Pair>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
const FAR = 10;
const FINE = 0.1;
const SLICES: Readonly<Record<string, number>> = { PageUp: -1, PageDown: 1 };
const ENDS = ['one end of the longest diameter', 'its other end', 'one end of the perpendicular', 'its other end'];

/**
 * Drawing without a mouse. With a measuring tool in hand, Enter puts a cursor on the pane; arrows move it by a pixel (ten
 * with Shift, a tenth with Ctrl), Enter or Space places a point. On a slice where the lesion's mark stands already, Enter
 * takes hold of its ends instead and Tab goes between them. The result is the same mark as by mouse.
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
      layer.paint(work && { points: work.points.map(place), cursor: place(this.at(work)), told: this.told(work) });
    });
    cell.stack.onImage(() => this.scrolled(cell));
  }

  /** Take a key pressed on a pane; says whether it was for drawing. */
  key(event: KeyboardEvent, cell: Cell): boolean {
    if (this.work && this.work.cell !== cell) this.give('Drawing given up: another pane was chosen.');
    const work = this.work;
    const isEnter = event.key === 'Enter' || event.key === ' ';
    if (!work) return isEnter && event.target === cell.root && this.start(cell);
    const way = WAYS[event.key];
    if (way) this.move(work, way, event.shiftKey ? FAR : event.ctrlKey ? FINE : 1);
    else if (isEnter) this.place(work);
    else if (event.key === 'Tab' && work.key) this.choose(work, event.shiftKey ? -1 : 1);
    else if (event.key === 'Backspace') this.takeBack(work);
    else if (event.key === 'Escape') this.give('Drawing given up; nothing was changed.');
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
    if (!isLine(kind) || !image || !this.desk.mayDraw(cell)) return false;
    const mark = this.desk.standing();
    const isHere = mark && mark.instance === image.instance && mark.frame === image.frame;
    const [columns, rows] = cell.stack.size;
    const cursor: Pixel = [(columns - 1) / 2, (rows - 1) / 2];
    if (isHere && isLine(mark.kind)) {
      this.work = { cell, image, kind: mark.kind, cursor, points: mark.points, key: mark.key, handle: -1 };
      this.choose(this.work, 1);
    } else {
      this.work = { cell, image, kind, cursor, points: [], key: '', handle: 0 };
      this.tell(this.work, `Cursor at ${this.where(this.work)}. Enter places ${ENDS[0]}.`);
    }
    return true;
  }

  private move(work: Work, way: Pair, by: number): void {
    const { cell, image } = work;
    const onScreen = (pixel: Pixel): Pair => cell.stack.toCanvas(toPatient(pixel, image));
    const [column, row] = stepTowards(way, work.cursor, onScreen);
    work.cursor = within([work.cursor[0] + column * by, work.cursor[1] + row * by], cell.stack.size);
    if (work.key) work.points = bend(work.points, work.handle, toPatient(work.cursor, image), image);
    this.tell(work, this.where(work));
  }

  private place(work: Work): void {
    if (!work.key) work.points = [...work.points, this.at(work)];
    if (work.points.length < POINTS[work.kind]) return this.tell(work, `Placed. Enter places ${ENDS[work.points.length]}.`);
    const { cell, image, kind, points, key } = work;
    this.work = undefined;
    const drawn = { key: key || newKey(), kind, instance: image.instance, frame: image.frame, points: [...points] };
    this.desk.take(drawn, cell);
  }

  /** Take hold of the next end of a mark. */
  private choose(work: Work, by: number): void {
    const count = work.points.length;
    work.handle = (work.handle + by + count) % count;
    const point = work.points[work.handle];
    if (point) work.cursor = toPixel(point, work.image);
    this.tell(work, `${ENDS[work.handle]}, ${this.where(work)}. Arrows move it, Tab goes on, Enter saves.`);
  }

  private takeBack(work: Work): void {
    if (work.key) return;
    work.points = work.points.slice(0, -1);
    this.tell(work, `Taken back. Enter places ${ENDS[work.points.length]}.`);
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
    return work.key ? (work.points[work.handle] ?? point) : square(work.points, point);
  }

  private where({ cursor: [column, row] }: Work): string {
    return `column ${tenth(column + 1)}, row ${tenth(row + 1)}`;
  }

  private told(work: Work): string {
    return `${(work.key ? work.handle : work.points.length) + 1}/${POINTS[work.kind]}`;
  }

  private tell(work: Work, text: string): void {
    this.desk.say(text);
    work.cell.stack.render();
  }
}

function tenth(place: number): string {
  return String(Math.round(place * 10) / 10);
}
