import { beforeLeaving, untilLeft } from '../../page/leaving';
import type { Entry } from '../io/queue';
import type { Shown } from './shown';

const SETTLE_MS = 400;

/**
 * Tells the server how the page of an open time point shows its images, a moment after it last changed: the signature
 * pins it, and a replay shows the same. Nothing is sent twice.
 */
export class Keeper {
  private last = '';
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly url: string | undefined,
    private readonly tell: () => Shown,
    private readonly put: (entry: Entry) => void,
  ) {
    if (!url) return;
    window.addEventListener('pagehide', () => this.flush(), { signal: untilLeft() });
    beforeLeaving(() => this.flush());
    untilLeft().addEventListener('abort', () => clearTimeout(this.timer));
  }

  changed(): void {
    if (!this.url) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keep(), SETTLE_MS);
  }

  /** What waits is kept at once: the page is about to be left. */
  flush(): void {
    if (this.timer !== undefined) this.keep();
  }

  private keep(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const shown = this.tell();
    const text = JSON.stringify(shown);
    if (!this.url || text === this.last || shown.cells.length === 0) return;
    this.last = text;
    this.put({ id: 'view', url: this.url, body: shown });
  }
}
