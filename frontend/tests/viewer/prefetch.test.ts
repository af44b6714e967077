import { describe, expect, it } from 'vitest';
import { judge, isOurs } from '../../src/viewer/passage/judge';
import { Ahead, FIRST } from '../../src/viewer/prefetch/ahead';
import type { Pixels } from '../../src/viewer/prefetch/ahead';
import { middleOf, outwards } from '../../src/viewer/prefetch/order';
import type { Images, Series } from '../../src/viewer/types';

describe('the order in which a stack is fetched', () => {
  it('goes outwards from what is shown, and takes every place once', () => {
    expect(outwards(7, 3)).toEqual([3, 4, 2, 5, 1, 6, 0]);
    expect(outwards(4, 0)).toEqual([0, 1, 2, 3]);
    expect(outwards(4, 3)).toEqual([3, 2, 1, 0]);
    expect(outwards(0, 0)).toEqual([]);
  });

  it('stops at the most', () => {
    expect(outwards(100, middleOf(100), 4)).toEqual([50, 51, 49, 52]);
    expect(new Set(outwards(100, 98)).size).toBe(100);
  });
});

function images(count: number): Images {
  const each = Array.from({ length: count }, (_, place) => ({ url: `/reading/b/1/images/${place}/frames/1` }));
  return { edition: 'e1', series: [{ images: each } as unknown as Series] };
}

function pixels(given: Images | Error): { of: Pixels; loaded: string[]; asked: string[] } {
  const [loaded, asked]: [string[], string[]] = [[], []];
  const of: Pixels = {
    images: (url) => {
      asked.push(url);
      return given instanceof Error ? Promise.reject(given) : Promise.resolve(given);
    },
    know: (series) => series.images.map((one) => one.url),
    place: () => '/reading/b/1/images/',
    load: (name) => {
      loaded.push(name);
      return Promise.resolve();
    },
  };
  return { of, loaded, asked };
}

describe('the next case fetched ahead', () => {
  it('waits for the pictures of this page, then fetches the first ones from the middle', async () => {
    const { of, loaded, asked } = pixels(images(100));
    const ahead = new Ahead(of);
    let ready = (): void => undefined;
    ahead.plan('/reading/a/ahead/', new Promise<void>((done) => (ready = done)));
    await Promise.resolve();
    expect(asked).toEqual([]);
    ready();
    await new Promise((done) => setTimeout(done, 0));
    expect(asked).toEqual(['/reading/a/ahead/']);
    expect(loaded).toHaveLength(FIRST);
    expect(loaded[0]).toBe('/reading/b/1/images/50/frames/1');
    expect(ahead.place).toBe('/reading/b/1/images/');
  });

  it('begins at once when the page is left before its own pictures are whole, and only once', async () => {
    const { of, loaded, asked } = pixels(images(3));
    const ahead = new Ahead(of);
    ahead.plan('/reading/a/ahead/', new Promise(() => undefined));
    await ahead.begin();
    await ahead.begin();
    expect(asked).toHaveLength(1);
    expect(loaded).toHaveLength(3);
  });

  it('says nothing when there is nothing to fetch', async () => {
    for (const given of [new Error('401'), { series: [], edition: '' }]) {
      const { of, loaded } = pixels(given);
      const ahead = new Ahead(of);
      ahead.plan('/reading/a/ahead/', Promise.resolve());
      await ahead.begin();
      expect(loaded).toEqual([]);
    }
  });
});

const HERE = { origin: 'https://core.lab' };
const LOADED = new Set(['/static/viewer-1.js']);

function answer(url: string, status = 200, type = 'text/html; charset=utf-8') {
  return { url, status, headers: new Headers({ 'Content-Type': type }) };
}

function pageOf(body: string): Document {
  return new DOMParser().parseFromString(`<html><body>${body}</body></html>`, 'text/html');
}

const SHELL = '<div class="reader-shell"><main id="content">x</main></div>';

describe('which pages are passed to', () => {
  it('are the cases of the reading room, not the list of this or another server', () => {
    expect(isOurs(new URL('https://core.lab/reading/abc/1/'), HERE)).toBe(true);
    expect(isOurs(new URL('https://core.lab/reading/'), HERE)).toBe(false);
    expect(isOurs(new URL('https://core.lab/account/logout/'), HERE)).toBe(false);
    expect(isOurs(new URL('https://elsewhere.org/reading/abc/'), HERE)).toBe(false);
  });

  it('are whole pages of this build; the browser goes to any other by itself', () => {
    const shown = pageOf(SHELL);
    const ask = (url: string, body: string, status?: number, type?: string) =>
      judge(answer(url, status, type), pageOf(body), shown, LOADED, HERE);
    const there = 'https://core.lab/reading/abc/1/';
    expect(ask(there, SHELL)?.className).toBe('reader-shell');
    expect(ask(there, SHELL, 409)).not.toBeNull();
    expect(ask(there, `${SHELL}<script src="/static/viewer-1.js"></script>`)).not.toBeNull();
    expect(ask(there, `${SHELL}<script src="/static/viewer-2.js"></script>`)).toBeNull();
    expect(ask(there, SHELL, 404)).toBeNull();
    expect(ask(there, SHELL, 200, 'application/json')).toBeNull();
    expect(ask(there, '<main id="content"></main>')).toBeNull();
    expect(ask('https://core.lab/account/login/?next=/reading/abc/1/', SHELL)).toBeNull();
  });
});
