/** One thing to be saved: `id` names what it is about; a later one with the same id takes its place. */
export interface Entry {
  id: string;
  url: string;
  body: unknown;
}

/** What came of sending: kept (with the server's answer), refused with a sentence, or nothing for now. */
export type Outcome =
  | { kind: 'kept'; answer: unknown }
  | { kind: 'refused'; sentence: string; status?: number }
  | { kind: 'later'; why: 'offline' | 'signed-out' };

export type Send = (entry: Entry) => Promise<Outcome>;

export interface Told {
  onKept(entry: Entry, answer: unknown): void;
  onRefused(entry: Entry, sentence: string, status?: number): void;
  onState(waiting: number, why: 'saving' | 'offline' | 'signed-out' | 'saved'): void;
}

const FIRST_MS = 500;
const LONGEST_MS = 15_000;

/**
 * Queues of pages that were left in this document, which still send; by their place in the store. Those with nothing to
 * send are not among them: each would hold its whole page, for as long as the document lives.
 */
const retired = new Map<string, SaveQueue>();

/**
 * Saves one entry after another, in order, until each is kept or refused. What waits lies in the browser's store as
 * well, so that it survives a closed tab; it is gone from there as soon as the server has it. Saving twice does no
 * harm: the server knows a mark by its key and count of edits, a form by what stands in it.
 */
export class SaveQueue {
  private waiting: Entry[];
  private isSending = false;
  /** The first entry may have reached the server though no answer came: it is sent again as it was, never replaced. */
  private isTried: boolean;
  private pause = FIRST_MS;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private isLeft = false;
  private isOver = false;

  constructor(
    private readonly send: Send,
    private readonly store: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>,
    private readonly place: string,
    private readonly told: Told,
  ) {
    retired.get(place)?.end();
    this.waiting = this.read();
    this.isTried = this.waiting.length > 0;
  }

  /** What an earlier page left behind. */
  get left(): readonly Entry[] {
    return this.waiting;
  }

  put(entry: Entry): void {
    const standing = this.waiting.findIndex((one, place) => one.id === entry.id && !(this.isTried && place === 0));
    if (standing >= 0) this.waiting[standing] = entry;
    else this.waiting.push(entry);
    this.write();
    if (this.isLeft) this.retire();
    this.wake();
  }

  /** Wait until nothing waits. */
  async idle(): Promise<void> {
    do await new Promise((done) => setTimeout(done, 20));
    while (this.waiting.length > 0);
  }

  /** Its page is left: it goes on sending what waits, until a page with the same store comes and takes that over. */
  retire(): void {
    this.isLeft = true;
    if (this.waiting.length > 0) retired.set(this.place, this);
  }

  private end(): void {
    this.isOver = true;
    clearTimeout(this.timer);
    retired.delete(this.place);
  }

  /** Try at once: at the start, and when the network is back. */
  wake(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    void this.run();
  }

  private async run(): Promise<void> {
    if (this.isSending || this.isOver) return;
    for (let entry = this.waiting[0]; entry; entry = this.waiting[0]) {
      this.isSending = this.isTried = true;
      this.told.onState(this.waiting.length, 'saving');
      const outcome = await this.send(entry).catch((): Outcome => ({ kind: 'later', why: 'offline' }));
      this.isSending = false;
      if (this.isOver) return;
      if (outcome.kind === 'later') {
        this.told.onState(this.waiting.length, outcome.why);
        this.timer = setTimeout(() => this.wake(), this.pause);
        this.pause = Math.min(this.pause * 2, LONGEST_MS);
        return;
      }
      this.pause = FIRST_MS;
      this.isTried = false;
      this.waiting.shift();
      this.write();
      if (outcome.kind === 'kept') this.told.onKept(entry, outcome.answer);
      else this.told.onRefused(entry, outcome.sentence, outcome.status);
    }
    this.told.onState(0, 'saved');
    if (retired.get(this.place) === this) retired.delete(this.place);
  }

  private read(): Entry[] {
    try {
      const found: unknown = JSON.parse(this.store.getItem(this.place) ?? '[]');
      return Array.isArray(found) ? (found as Entry[]) : [];
    } catch {
      return [];
    }
  }

  private write(): void {
    try {
      if (this.waiting.length > 0) this.store.setItem(this.place, JSON.stringify(this.waiting));
      else this.store.removeItem(this.place);
    } catch {
      // A full or forbidden store: entries are still sent, they just don't survive a closed tab.
    }
  }
}
