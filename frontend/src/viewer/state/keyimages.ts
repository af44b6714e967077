import { make } from '../../page/dom';
import type { Cell } from '../cell';
import type { Entry } from '../io/queue';
import type { KeyImage, PlannedPane } from '../types';

/** What key images need of the room. */
export interface Room {
  cells(): readonly Cell[];
  fetch(url: string): Promise<KeyImage[]>;
  put(entry: Entry): void;
  left(): readonly Entry[];
  say(text: string): void;
}

/** The frames that a reader wants to be seen beside those that hold a mark: chosen by key, listed, taken away. */
export class KeyImages {
  private readonly chosen = new Map<number, KeyImage[]>();

  constructor(
    private readonly panes: readonly PlannedPane[],
    private readonly list: HTMLElement | null,
    private readonly isEditable: boolean,
    private readonly room: Room,
  ) {}

  async start(): Promise<void> {
    await Promise.all(this.panes.map((one) => this.load(one)));
    this.show();
  }

  /** Choose the frame that a cell shows, or choose it no more. */
  toggle(cell: Cell): void {
    const { image, plan } = cell;
    if (!this.isEditable || !plan.is_current || !image) {
      this.room.say('Key images are chosen on the time point that is read now.');
      return;
    }
    this.set(plan, image.instance, image.frame, !this.has(plan.number, image.instance, image.frame));
  }

  has(number: number, instance: string, frame: number): boolean {
    return this.of(number).some((one) => one.instance === instance && one.frame === frame);
  }

  /** Show the list, and on each cell whether its frame is a key image. */
  show(): void {
    const lines = this.panes.flatMap((pane) => this.of(pane.number).map((one) => this.line(pane, one)));
    this.list?.replaceChildren(...lines);
    if (this.list) this.list.hidden = lines.length === 0;
    for (const cell of this.room.cells()) this.mark(cell);
  }

  mark(cell: Cell): void {
    const { image, plan } = cell;
    cell.root.classList.toggle('is-key', image !== undefined && this.has(plan.number, image.instance, image.frame));
  }

  /** The server refused one: show what it has. */
  async refused(entry: Entry): Promise<void> {
    const pane = this.panes.find((one) => one.keys_url === entry.url);
    if (!pane) return;
    await this.load(pane);
    this.show();
  }

  private of(number: number): readonly KeyImage[] {
    return this.chosen.get(number) ?? [];
  }

  private async load(pane: PlannedPane): Promise<void> {
    const found = await this.room.fetch(pane.keys_url).catch(() => [] as KeyImage[]);
    this.chosen.set(pane.number, [...found]);
    for (const entry of this.room.left().filter((one) => one.url === pane.keys_url)) {
      const { instance, frame, is_chosen } = entry.body as KeyImage & { is_chosen: boolean };
      this.note(pane.number, instance, frame, is_chosen);
    }
  }

  private set(pane: PlannedPane, instance: string, frame: number, is_chosen: boolean): void {
    this.note(pane.number, instance, frame, is_chosen);
    this.room.put({ id: `key:${instance}:${frame}`, url: pane.keys_url, body: { instance, frame, is_chosen } });
    this.room.say(is_chosen ? 'Key image chosen' : 'Key image taken away');
    this.show();
  }

  private note(number: number, instance: string, frame: number, isChosen: boolean): void {
    const others = this.of(number).filter((one) => one.instance !== instance || one.frame !== frame);
    this.chosen.set(number, isChosen ? [...others, { instance, frame, series: '', letter: '' }] : others);
  }

  private line(pane: PlannedPane, key: KeyImage): HTMLElement {
    const cells = this.room.cells().filter((one) => one.plan.number === pane.number);
    const place = cells.map((one) => one.placeOf(key.instance, key.frame)).find((one) => one !== '') ?? '';
    const name = [key.letter, pane.label, place].filter(Boolean).join(' · ');
    const go = make('button', { type: 'button', class: 'btn' }, `★ ${name}`);
    go.addEventListener('click', () => void Promise.all(cells.map((one) => one.seek(key.instance, key.frame))));
    const line = make('li', {}, go);
    if (this.isEditable && pane.is_current) {
      const away = make('button', { type: 'button', class: 'btn', 'aria-label': `Take key image ${name} away` }, '×');
      away.addEventListener('click', () => this.set(pane, key.instance, key.frame, false));
      line.append(away);
    }
    return line;
  }
}
