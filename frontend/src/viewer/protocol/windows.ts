import type { Window } from '../engine';
import { isInSuv } from '../planes/suv';
import type { Series } from '../types';

/** A window by name; `key` chooses it. Values in Hounsfield units for CT, in SUV or stored units else. */
export interface Preset {
  name: string;
  key: string;
  window: Window | 'stored';
}

const STORED: Preset = { name: 'As stored', key: '1', window: 'stored' };
const CT: readonly Preset[] = [
  STORED,
  { name: 'Soft tissue', key: '2', window: { centre: 40, width: 400 } },
  { name: 'Lung', key: '3', window: { centre: -600, width: 1500 } },
  { name: 'Liver', key: '4', window: { centre: 60, width: 160 } },
  { name: 'Bone', key: '5', window: { centre: 400, width: 1800 } },
  { name: 'Brain', key: '6', window: { centre: 40, width: 80 } },
  { name: 'Mediastinum', key: '7', window: { centre: 50, width: 350 } },
];

const SUV: readonly Preset[] = [5, 7, 10, 15, 20].map((most, place) => ({
  name: `SUV 0–${most}`,
  key: String(place + 1),
  window: { centre: most / 2, width: most },
}));

/** The windows offered for a series. MR, ultrasound and radiographs have no common scale: their own window alone. */
export function presetsOf(series: Pick<Series, 'modality' | 'suv' | 'has_values'> | undefined): readonly Preset[] {
  if (series?.has_values === false) return [STORED];
  if (isInSuv(series)) return SUV;
  return series?.modality === 'CT' ? CT : [STORED];
}

/** From where to where a window goes from dark to light: linear (PS3.3 C.11.2.1.2), for SUV linear-exact. */
export function rangeOf(window: Window, series: Pick<Series, 'suv'> | undefined): { lower: number; upper: number } {
  const [middle, half] = isInSuv(series)
    ? [window.centre, window.width / 2]
    : [window.centre - 0.5, (window.width - 1) / 2];
  return { lower: middle - half, upper: middle + half };
}

/** A window in words: centre and width, or from where to where in SUV. */
export function describeWindow(window: Window, series: Pick<Series, 'suv'>): string {
  if (!isInSuv(series)) return `C ${Math.round(window.centre)} W ${Math.round(window.width)}`;
  const [least, most] = [window.centre - window.width / 2, window.centre + window.width / 2];
  return `SUV ${round(least)}–${round(most)}`;
}

function round(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/** A window one step wider, narrower, brighter or darker, by a tenth of its width, which stays above `least`. */
export function stepWindow(window: Window, wider: number, brighter: number, least = 1): Window {
  const width = Math.max(least, window.width * (1 + wider / 10));
  return { centre: window.centre - (brighter * window.width) / 10, width };
}
