import { cache, Enums, imageLoader } from '@cornerstonejs/core';
import type { Series } from '../types';
import { addSeries, forgetImages } from './metadata';

/** Of which edition the images of an address are that the engine holds. */
const editions = new Map<string, string>();

/** The address below which all images of a series' time point lie. */
export function placeOf(series: Series): string {
  const url = series.images[0]?.url ?? '';
  return url.slice(0, url.indexOf('/images/') + '/images/'.length);
}

/** Take the series of a time point as of an edition: pixels of another edition are let go, never shown for it. */
export function knowEdition(series: readonly Series[], edition: string): void {
  const place = series[0] && placeOf(series[0]);
  if (!place) return;
  if ((editions.get(place) ?? edition) !== edition) forget((url) => url.startsWith(place));
  editions.set(place, edition);
}

/** Let the engine know a series before it is shown; the names of its images. */
export function knowSeries(series: Series, edition: string): string[] {
  knowEdition([series], edition);
  return addSeries(series);
}

/** Fetch and decode one image and keep it. */
export async function loadImage(name: string): Promise<void> {
  if (cache.isLoaded(name)) return;
  await imageLoader.loadAndCacheImage(name, { requestType: Enums.RequestType.Prefetch, priority: 1 });
}

/** Let go of every image that lies below none of some addresses. */
export function keepOnly(places: readonly string[]): void {
  forget((url) => !places.some((place) => url.startsWith(place)));
  for (const place of editions.keys()) if (!places.includes(place)) editions.delete(place);
}

/** Those still on their way stay until the next time: the engine needs what it knows of them when they arrive. */
function forget(isGone: (url: string) => boolean): void {
  const isUnderWay = (name: string): boolean => !!cache.getImageLoadObject(name) && !cache.isLoaded(name);
  for (const name of forgetImages((url, id) => isGone(url) && !isUnderWay(id))) {
    if (cache.isLoaded(name)) cache.removeImageLoadObject(name, { force: true });
  }
}
