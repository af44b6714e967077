import { imageLoader, metaData } from '@cornerstonejs/core';
import * as loader from '@cornerstonejs/dicom-image-loader';
import { planeOf, sizeOf } from '../planes/geometry';
import { inSuv } from '../planes/suv';
import type { ImageFacts, Model, Point, Series } from '../types';

const planes = new Map<string, ImageFacts & { series: Series }>();

const REFUSED = 'refused:';

/** The engine's name of one frame. What the server said can't be shown has one that is never asked for. */
export function imageId(image: ImageFacts): string {
  return `${image.fault ? REFUSED : 'wadors:'}${image.url}`;
}

/** Whether a name is of a frame that can't be shown. */
export function isRefused(name: string): boolean {
  return name.startsWith(REFUSED);
}

/** Which image a name of the engine stands for, with its series. */
export function imageOf(id: string): (ImageFacts & { series: Series }) | undefined {
  return planes.get(id);
}

/** Let the engine know a series; each frame is an image of its own, in the order given. Returns their names. */
export function addSeries(series: Series): string[] {
  return series.images.map((image) => {
    const id = imageId(image);
    if (!planes.has(id)) {
      planes.set(id, { ...image, series });
      const model = withTables({ ...series.shared, ...image.own });
      const factor = series.suv?.factor;
      const told = withFractions(typeof factor === 'number' ? inSuv(model, factor) : model);
      loader.wadors.metaDataManager.add(id, told as Parameters<typeof loader.wadors.metaDataManager.add>[1]);
    }
    return id;
  });
}

/** Forget images by their address; returns the engine's names of those forgotten. */
export function forgetImages(isGone: (url: string, id: string) => boolean): string[] {
  const gone = [...planes].filter(([id, image]) => isGone(image.url, id)).map(([id]) => id);
  for (const id of gone) {
    planes.delete(id);
    loader.wadors.metaDataManager.remove(id);
  }
  return gone;
}

const TABLES = ['00281201', '00281202', '00281203'];

/** Colour tables come as text of bytes; the loader wants numbers. */
export function withTables(model: Model): Model {
  const found: Record<string, unknown> = { ...model };
  for (const tag of TABLES) {
    const inline = (model[tag] as { InlineBinary?: string } | undefined)?.InlineBinary;
    if (inline) found[tag] = { vr: 'US', Value: words(inline) };
  }
  return found;
}

const [SLOPE, INTERCEPT] = ['00281053', '00281052'];
const NUDGE = 2 ** -20;

/**
 * The loader puts stored values into the smallest array of whole numbers that holds the rescaled least and greatest,
 * before it rescales: by a slope with a fraction they come out wrong. A hair's breadth on the intercept makes it take
 * an array of fractions; pictures and numbers differ by a millionth.
 */
export function withFractions(model: Model): Model {
  const slope = number(model, SLOPE);
  if (slope === undefined || Number.isInteger(slope)) return model;
  return { ...model, [INTERCEPT]: { vr: 'DS', Value: [(number(model, INTERCEPT) ?? 0) + NUDGE] } };
}

function number(model: Model, tag: string): number | undefined {
  const value = (model[tag] as { Value?: unknown[] } | undefined)?.Value?.[0];
  return typeof value === 'number' ? value : undefined;
}

function words(base64: string): number[] {
  const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
  return [...new Uint16Array(bytes.buffer, 0, bytes.length >> 1)];
}

/**
 * Geometry as the server tells it comes before what the loader reads from attributes. Drawn by the processor, the
 * engine takes an image's place for that of its first pixel's outer corner, not of its centre (PS3.3 C.7.6.2.1.1): it
 * is told the corner then, or every point would lie half a pixel off.
 */
export function startMetadata(isCpu: boolean): void {
  const refuse = (): { promise: Promise<never> } => ({ promise: Promise.reject(new Error('the frame is broken')) });
  imageLoader.registerImageLoader(REFUSED.slice(0, -1), refuse as unknown as Parameters<typeof imageLoader.registerImageLoader>[1]);
  metaData.addProvider((type: string, id: unknown) => {
    if (type !== 'imagePlaneModule' || typeof id !== 'string') return undefined;
    const found = planes.get(id);
    return found && planeModule(found, isCpu ? planeOf(found, found.series).corner : found.position);
  }, 10_000);
}

function planeModule(image: ImageFacts & { series: Series }, place: Point): Record<string, unknown> {
  const [row, column] = image.spacing;
  const { rows, columns } = sizeOf(image, image.series);
  return {
    frameOfReferenceUID: image.series.frame_of_reference,
    rows,
    columns,
    imageOrientationPatient: image.orientation,
    rowCosines: image.orientation.slice(0, 3),
    columnCosines: image.orientation.slice(3, 6),
    imagePositionPatient: place,
    sliceThickness: first(image, image.series.shared, '00180050'),
    pixelSpacing: image.spacing,
    rowPixelSpacing: row,
    columnPixelSpacing: column,
    usingDefaultValues: false,
  };
}

function first(image: ImageFacts, shared: Model, tag: string): unknown {
  const element = (image.own[tag] ?? shared[tag]) as { Value?: unknown[] } | undefined;
  return element?.Value?.[0];
}
