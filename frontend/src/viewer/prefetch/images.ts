import { knowEdition } from '../engine';
import { fetchImages } from '../io/api';
import type { Images } from '../types';

/** The series of a time point as the server has them now; pixels fetched ahead of other images are let go. */
export async function currentImages(url: string): Promise<Images> {
  const images = await fetchImages(url);
  knowEdition(images.series, images.edition ?? '');
  return images;
}
