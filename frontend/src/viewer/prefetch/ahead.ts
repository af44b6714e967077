import type { Images, Series } from '../types';
import { middleOf, outwards } from './order';

/** How many pictures of the next case are fetched ahead: the one shown first and those that a first scroll meets. */
export const FIRST = 30;
const AT_ONCE = 2;

/** What fetching ahead needs of the server and of the engine. */
export interface Pixels {
  images(url: string): Promise<Images>;
  know(series: Series, edition: string): string[];
  place(series: Series): string;
  load(name: string): Promise<void>;
}

/**
 * Fetches the first pictures of what is read next while another case is being read, in the order in which they will be
 * looked at. What the server does not give is left out without a word: it is fetched when it is opened.
 */
export class Ahead {
  /** The address below which the images lie that were fetched ahead. */
  place = '';
  private url = '';
  private isBegun = false;

  constructor(private readonly pixels: Pixels) {}

  /** Say where the next case is asked for; it is fetched once `ready` is there, the pictures of this page first. */
  plan(url: string, ready: Promise<unknown>): void {
    if (this.url === url) return;
    this.url = url;
    this.isBegun = false;
    const planned = url;
    void ready.then(() => (this.url === planned ? this.begin() : undefined));
  }

  /** Fetch now, if it was not begun: the page is left, and what it still waited for is not needed any more. */
  async begin(): Promise<void> {
    if (this.isBegun || !this.url) return;
    this.isBegun = true;
    const { url } = this;
    const images = await this.pixels.images(url).catch(() => undefined);
    const series = images?.series[0];
    if (!images || !series) return;
    this.place = this.pixels.place(series);
    const names = this.pixels.know(series, images.edition ?? '');
    const order = outwards(names.length, middleOf(names.length), FIRST);
    const next = async (): Promise<void> => {
      for (let place = order.shift(); place !== undefined; place = order.shift()) {
        const name = names[place];
        if (name && this.url === url) await this.pixels.load(name).catch(() => undefined);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, next));
  }
}
