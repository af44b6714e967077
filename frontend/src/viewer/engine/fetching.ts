import { cache, Enums, imageLoader } from '@cornerstonejs/core';
import { outwards } from '../prefetch/order';
import { framesKept, tooFar } from '../prefetch/reach';
import { isRefused } from './metadata';

const AT_ONCE = 3;
/** Frames that may be held beyond what a pane keeps, before they are looked through. */
const SLACK = 8;

/** What fetching needs to know of the page. */
export interface Around {
  /** The place that is shown, or on its way to be. */
  place(): number;
  /** How many panes share the memory. */
  panes(): number;
  /** Whether a frame is shown in some pane. */
  isShown(name: string): boolean;
}

/**
 * Fetches one pane's frames around the one shown, nearest first, as many as its share of the memory holds; what lies
 * farther is let go. The frame that is waited for comes before all others: nothing is begun while it is on its way.
 */
export class Fetching {
  private names: readonly string[] = [];
  private failed = new Set<string>();
  private generation = 0;
  private running: Promise<void> | undefined;
  private fetched = 0;
  /** Of one frame as the engine keeps it; a guess until one is there. */
  private bytes = 2 ** 20;
  private waited: Promise<unknown> | undefined;

  constructor(private readonly around: Around) {}

  /** Take another series; done when what can be kept around its first place is there. */
  begin(names: readonly string[]): Promise<void> {
    this.stop();
    this.names = names;
    return this.run();
  }

  /** Fetch no more. */
  stop(): void {
    this.generation += 1;
    this.names = [];
    this.failed.clear();
    this.running = undefined;
  }

  /** Another place is shown: go on from there. */
  moved(): void {
    if (this.names.length > 0) void this.run();
  }

  /** Let what is waited for come first. */
  giveWay<T>(shown: Promise<T>): Promise<T> {
    const done = shown.catch(() => undefined);
    this.waited = done;
    void done.then(() => {
      if (this.waited === done) this.waited = undefined;
    });
    return shown;
  }

  private run(): Promise<void> {
    if (!this.running) {
      const { generation } = this;
      const running = Promise.all(Array.from({ length: AT_ONCE }, () => this.fetchOn(generation))).then(() => {
        if (this.running === running) this.running = undefined;
      });
      this.running = running;
    }
    return this.running;
  }

  private async fetchOn(generation: number): Promise<void> {
    for (;;) {
      await this.waited;
      const name = generation === this.generation ? this.next() : undefined;
      if (!name) return;
      const options = { requestType: Enums.RequestType.Prefetch, priority: 0 };
      await imageLoader.loadAndCacheImage(name, options).catch(() => this.failed.add(name));
      this.fetched += 1;
      if (this.fetched % SLACK === 0) this.trim();
    }
  }

  /** The nearest frame that is not here and not on its way. */
  private next(): string | undefined {
    const from = this.around.place();
    const place = outwards(this.names.length, from, this.most(from)).find((one) => {
      const name = this.names[one] ?? '';
      return !cache.getImageLoadObject(name) && !this.failed.has(name) && !isRefused(name);
    });
    return place === undefined ? undefined : this.names[place];
  }

  private most(from: number): number {
    this.bytes = cache.getImage(this.names[from] ?? '')?.sizeInBytes ?? this.bytes;
    return framesKept(this.bytes, this.around.panes());
  }

  /** Let go of what lies too far from what is shown. */
  private trim(): void {
    const from = this.around.place();
    const held = this.names.flatMap((name, place) => (cache.isLoaded(name) ? [place] : []));
    for (const place of tooFar(held, from, this.most(from))) {
      const name = this.names[place] ?? '';
      if (!this.around.isShown(name)) cache.removeImageLoadObject(name, { force: true });
    }
  }
}
