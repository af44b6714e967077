import { cache } from '@cornerstonejs/core';

/** Size and values of a frame that is loaded; values are rescaled: Hounsfield of CT, SUV of PET where it has a factor. */
export interface Loaded {
  rows: number;
  columns: number;
  valueAt(place: number): number;
}

export function loadedFrame(name: string): Loaded | undefined {
  const image = cache.getImage(name);
  if (!image || image.color) return undefined;
  const data = image.getPixelData();
  const [slope, intercept] = image.preScale?.scaled ? [1, 0] : [image.slope || 1, image.intercept || 0];
  return { rows: image.rows, columns: image.columns, valueAt: (place) => Number(data[place]) * slope + intercept };
}
