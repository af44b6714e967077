import type { Model, Series } from '../types';

const SLOPE = '00281053';
const INTERCEPT = '00281052';
const STORED_WINDOW = ['00281050', '00281051', '00281056', '00283010'];

/** Whether a series is shown in SUV: the server told a factor for it. */
export function isInSuv(series: Pick<Series, 'suv'> | undefined): boolean {
  return typeof series?.suv?.factor === 'number';
}

/**
 * A frame's attributes with the factor in its rescale, so that every rescaled value is SUV: (stored × slope +
 * intercept) × factor. Its stored window is in the units before, so SUV 0 to 5 takes its place.
 */
export function inSuv(model: Model, factor: number): Model {
  const kept = Object.entries(model).filter(([tag]) => !STORED_WINDOW.includes(tag));
  return {
    ...Object.fromEntries(kept),
    [SLOPE]: number(factor * valueOf(model, SLOPE, 1)),
    [INTERCEPT]: number(factor * valueOf(model, INTERCEPT, 0)),
    '00281050': number(3), // LINEAR, PS3.3 C.11.2.1.2.1: from 3 − 0.5 − 5/2 to 3 − 0.5 + 5/2
    '00281051': number(6),
  };
}

/** What the values of a PET series are, for its label. */
export function describeUptake(series: Pick<Series, 'suv'>): string {
  if (!series.suv) return '';
  if (isInSuv(series)) return 'SUV by body weight';
  return `No SUV, values in ${series.suv.unit}: ${series.suv.reason}`;
}

function valueOf(model: Model, tag: string, otherwise: number): number {
  const value = (model[tag] as { Value?: unknown[] } | undefined)?.Value?.[0];
  return typeof value === 'number' ? value : otherwise;
}

function number(value: number): { vr: string; Value: number[] } {
  return { vr: 'DS', Value: [value] };
}
