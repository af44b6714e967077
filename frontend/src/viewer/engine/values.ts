import { cache, imageLoader } from '@cornerstonejs/core';
import type { Types } from '@cornerstonejs/core';
import type { Values } from '../planes/volume';
import type { Series } from '../types';
import { addSeries } from './metadata';

const AT_ONCE = 4;

/** The numbers of every frame of a series in its order, fetched where they are not here yet. Rejects when one can't be had. */
export async function valuesOf(series: Series): Promise<Values[]> {
  const names = addSeries(series);
  const found = new Array<Values>(names.length);
  let next = 0;
  const fetchOn = async (): Promise<void> => {
    for (let place = next++; place < names.length; place = next++) {
      const name = names[place] ?? '';
      found[place] = read(cache.getImage(name) ?? (await imageLoader.loadAndCacheImage(name)));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, fetchOn));
  return found;
}

/** The engine keeps numbers rescaled or as stored; which it is, the image says. */
function read(image: Types.IImage): Values {
  const data = image.voxelManager?.getScalarData() ?? image.getPixelData();
  const isRescaled = image.preScale?.scaled === true;
  return { data, slope: isRescaled ? 1 : image.slope, intercept: isRescaled ? 0 : image.intercept };
}
