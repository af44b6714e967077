import { beforeLeaving, untilLeft } from '../page/leaving';
import type { Cell } from './cell';
import { draw, erase, isKind, onDrawn, writeBy } from './engine';
import type { Drawn, Hand } from './engine';
import { fetchMarks, sendJson } from './io/api';
import { Compared } from './lesions/compared';
import { type Entry, SaveQueue } from './io/queue';
import { describeSaving } from './io/saying';
import { diameterOf, fill, fillRegion } from './lesions/fields';
import { bodyOf, describe, isDiameter, isSame, Marks, unanswered } from './lesions/marks';
import { dot, normalOf } from './protocol/link';
import { moved } from './overlay/ghosts';
import { measured, nextName } from './regions/values';
import type { Mark, Plan, PlannedPane } from './types';

/** What the room does for measuring: the lesion chosen, the cells, where to say things. */
export interface Room {
  cells(): readonly Cell[];
  lesion(): string;
  offset(from: Cell, to: Cell): number;
  say(text: string): void;
  state(text: string, isWaiting: boolean): void;
  changed(): void;
  refused(entry: Entry): void;
}

const SETTLE_MS = 250;

/** Marks of all time points on the page: drawn, saved, shown again, and as ghosts on the images read now. */
export class Measuring {
  private readonly marks = new Map<number, Marks>();
  readonly queue: SaveQueue;
  private readonly settling = new Map<string, ReturnType<typeof setTimeout>>();
  private readonly current: PlannedPane | undefined;
  private readonly compared = new Compared();
  /** Why the last mark was not kept; stands until another one is. */
  private fault = '';

  constructor(
    private readonly plan: Plan,
    private readonly room: Room,
  ) {
    this.current = plan.panes.find((one) => one.is_current);
    const place = `centralis-marks:${this.current?.marks_url ?? plan.view_url ?? ''}`;
    this.queue = new SaveQueue(sendJson, window.localStorage, place, {
      onKept: (entry, answer) => this.kept(entry, answer),
      onRefused: (entry, sentence) => this.refused(entry, sentence),
      onState: (waiting, why) => {
        const words = why === 'saved' && this.fault ? this.fault : describeSaving(why, waiting);
        if (!plan.editable && waiting === 0 && why === 'saved') return room.state('', false);
        room.state(words, waiting > 0 || this.fault !== '');
      },
    });
    writeBy((key) => this.writing(key));
    onDrawn((drawn) => this.drawn(drawn));
    window.addEventListener('online', () => this.queue.wake(), { signal: untilLeft() });
    beforeLeaving(() => this.settleAll());
    untilLeft().addEventListener('abort', () => this.queue.retire());
  }

  /** Fetch the marks of every time point; what an earlier page could not save is sent first. */
  async start(): Promise<void> {
    if (this.plan.editable) this.queue.wake();
    await Promise.all([
      this.compared.start(this.plan.panes),
      ...this.plan.panes.map(async (pane) => {
        const found = await fetchMarks(pane.marks_url).catch(() => [] as Mark[]);
        const marks = new Marks(found);
        if (pane.is_current) this.addLeft(marks);
        this.marks.set(pane.number, marks);
      }),
    ]);
  }

  of(number: number): Marks {
    return this.marks.get(number) ?? new Marks();
  }

  /** The marks of a time point, those of readers who are compared among them. */
  shown(number: number): readonly Mark[] {
    return [...this.of(number).all(), ...this.compared.on(number)];
  }

  /** Put the marks of a cell's time point on its images. */
  put(cell: Cell): void {
    const fixed = !cell.plan.is_current || !this.plan.editable;
    const lay = (mark: Mark, isFixed: boolean): void => {
      const name = cell.stack.nameOf(mark.instance, mark.frame);
      if (name && mark.kind !== 'mask') draw({ ...mark, kind: mark.kind, points: [...mark.points] }, name, cell.stack.camera, isFixed);
    };
    for (const mark of this.of(cell.plan.number).all()) lay(mark, fixed);
    for (const mark of this.compared.on(cell.plan.number)) lay(mark, true);
    cell.stack.render();
  }

  /** Lay the marks of the time point before over the images read now, moved by the link's offset. */
  haunt(): void {
    const cells = this.room.cells();
    const prior = [...cells].reverse().find((one) => !one.plan.is_current);
    for (const cell of cells.filter((one) => one.plan.is_current)) {
      const image = cell.image;
      if (!prior || !image) continue;
      const offset = this.room.offset(prior, cell);
      const done = new Set(this.of(cell.plan.number).all().map((one) => one.lesion));
      const standing = this.of(prior.plan.number).all().filter((one) => isDiameter(one) && !done.has(one.lesion));
      cell.ghosts = standing.map((mark) => moved(mark, image.orientation, offset));
      cell.stack.render();
    }
  }

  /** Show a lesion in every cell: its mark, or where its ghost lies. */
  async jump(lesion: string): Promise<void> {
    for (const cell of this.room.cells()) {
      const mark = this.of(cell.plan.number).of(lesion);
      if (mark && (await cell.seek(mark.instance, mark.frame))) continue;
      const ghost = cell.ghosts.find((one) => one.mark.lesion === lesion);
      const [first, image] = [ghost?.points[0], cell.image];
      if (first && image) await cell.goToPosition(dot(first, normalOf(image.orientation)));
    }
  }

  /** The chosen lesion's mark at the time point read now. */
  standing(): Mark | undefined {
    return this.current && this.of(this.current.number).of(this.room.lesion());
  }

  /** Take in a mark that was drawn or moved without the engine's mouse. */
  take(drawn: Drawn, cell: Cell): void {
    erase(drawn.key);
    draw(drawn, cell.stack.imageName, cell.stack.camera, false);
    this.drawn(drawn);
    cell.stack.render();
  }

  /** Take the chosen lesion's mark away. */
  remove(): void {
    const lesion = this.room.lesion();
    const mark = this.standing();
    if (!mark || !this.plan.editable || !this.current) return;
    this.of(this.current.number).remove(mark.key);
    erase(mark.key);
    this.queue.put({ id: mark.key, url: this.current.unmark_url, body: { key: mark.key } });
    this.room.say(`${lesion}: mark taken away`);
    this.redraw();
  }

  /** Whether a tool may be chosen now; says why not. */
  mayHold(hand: Hand, cell: Cell | undefined): boolean {
    if (!isKind(hand)) return true;
    const asksLesion = isDiameter({ kind: hand });
    if (!this.plan.editable) return this.deny('This time point is signed and locked; nothing can be measured.');
    if (asksLesion && !this.room.lesion()) return this.deny('Choose the lesion first, then measure it.');
    if (cell?.planes.cut) return this.deny('This plane is made from the slices: measure in their own plane (key V).');
    const current = cell?.plan.is_current ? cell : this.room.cells().find((one) => one.plan.is_current);
    if (current?.stack.isBroken) return this.deny('This image can’t be shown, so nothing can be measured on it.');
    if (current?.series && !current.series.fitness.is_measurable) {
      return this.deny(current.series.fitness.reasons.join(' '));
    }
    return true;
  }

  /** Whether a tool may be used on a pane: only on the images read now. */
  mayDraw(hand: Hand, cell: Cell): boolean {
    if (isKind(hand) && !cell.plan.is_current) return this.deny('Only the time point read now can be measured.');
    return this.mayHold(hand, cell);
  }

  /** Say why something is not done. */
  deny(why: string): false {
    this.room.say(why);
    this.room.state(why, true);
    return false;
  }

  private drawn(drawn: Drawn): void {
    const { current } = this;
    if (this.compared.has(drawn.key)) return;
    if (!current || !this.plan.editable || drawn.points.some((one) => !one.every(Number.isFinite))) return;
    const marks = this.of(current.number);
    const standing = marks.get(drawn.key);
    if ((standing && isSame(standing, drawn)) || !this.isCurrent(drawn)) return;
    const names = marks.all().map((one) => one.lesion);
    const lesion = standing?.lesion ?? (isDiameter(drawn) ? this.room.lesion() : nextName(drawn.kind, names));
    if (!lesion) {
      erase(drawn.key);
      this.deny('Choose the lesion first, then measure it.');
      return;
    }
    const { replaced } = marks.draw(drawn, lesion);
    if (replaced) erase(replaced.key);
    this.settle(drawn.key);
  }

  /** Take in a mark that was changed otherwise than by drawing: a mask, a region tied to another lesion. */
  keep(mark: Mark): void {
    if (!this.current || !this.plan.editable) return;
    this.of(this.current.number).add(mark);
    this.settle(mark.key);
    this.redraw();
  }

  /** Take a region or an angle away. */
  removeRegion(mark: Mark): void {
    if (!this.current || !this.plan.editable) return;
    this.of(this.current.number).remove(mark.key);
    erase(mark.key);
    this.queue.put({ id: mark.key, url: this.current.unmark_url, body: { key: mark.key } });
    this.room.say(`${mark.lesion}: taken away`);
    this.redraw();
  }

  private settle(key: string): void {
    clearTimeout(this.settling.get(key));
    this.settling.set(key, setTimeout(() => this.save(key), SETTLE_MS));
  }

  /** Whether something lies on the images read now: the engine also tells of the marks of time points before. */
  private isCurrent(drawn: Drawn): boolean {
    return this.room.cells().some((one) => one.plan.is_current && one.stack.nameOf(drawn.instance, drawn.frame));
  }

  /** Hand over at once what waits to settle, and wait for it. */
  private settleAll(): Promise<void> {
    for (const [key, timer] of this.settling) {
      clearTimeout(timer);
      this.save(key);
    }
    return this.queue.idle();
  }

  private save(key: string): void {
    this.settling.delete(key);
    const mark = this.current && this.of(this.current.number).get(key);
    if (!mark || !this.current) return;
    this.queue.put({ id: key, url: this.current.marks_url, body: bodyOf(mark) });
  }

  private kept(entry: Entry, answer: unknown): void {
    if (!this.current || entry.url !== this.current.marks_url) return;
    const mark = answer as Mark;
    const marks = this.of(this.current.number);
    this.fault = '';
    if (!marks.keep({ ...mark, note: '' })) return;
    if (!isDiameter(mark)) {
      if (mark.kind !== 'mask' && !isSame(mark, entry.body as Drawn)) return this.overtaken(mark);
      marks.share(mark);
      fillRegion(mark);
      this.room.say(`${mark.of_lesion || mark.lesion}: ${measured(mark).join(', ')}, saved`);
      return this.redraw();
    }
    fill(mark);
    if (!isSame(mark, entry.body as Drawn)) return this.overtaken(mark);
    const diameter = diameterOf(mark);
    this.room.say(diameter === null ? `${mark.lesion} saved` : `${mark.lesion}: ${diameter.toFixed(1)} mm, saved`);
    this.redraw();
  }

  /** Another tab moved the mark first: the server's stands, and is shown. */
  private overtaken(mark: Mark): void {
    erase(mark.key);
    for (const cell of this.room.cells().filter((one) => one.plan.is_current)) this.put(cell);
    this.fault = `${mark.lesion} was moved in another window meanwhile; that mark stands and is shown here.`;
    this.deny(this.fault);
    this.redraw();
  }

  private refused(entry: Entry, sentence: string): void {
    this.fault = sentence;
    const mark = this.current && this.of(this.current.number).get(entry.id);
    if (mark) mark.note = 'not saved';
    this.deny(sentence);
    this.room.refused(entry);
    this.redraw();
  }

  private redraw(): void {
    this.haunt();
    for (const cell of this.room.cells()) cell.stack.render();
    this.room.changed();
  }

  private writing(key: string): string[] {
    for (const marks of this.marks.values()) {
      const found = marks.get(key);
      if (found) return describe(found);
    }
    const other = this.compared.get(key);
    return other ? describe(other) : [this.room.lesion()];
  }

  /** What the last page could not save is shown as drawn, over what the server has. */
  private addLeft(marks: Marks): void {
    const mine = [this.current?.marks_url, this.current?.unmark_url];
    for (const entry of this.queue.left.filter((one) => mine.includes(one.url))) {
      const body = entry.body as Partial<Mark> & { key: string };
      if (body.points === undefined && body.runs === undefined) marks.remove(body.key);
      else marks.add(unanswered(body as Mark));
    }
  }
}
