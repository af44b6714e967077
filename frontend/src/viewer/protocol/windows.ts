import type { Window } from '../engine';

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

/** The windows offered for a modality. MR, ultrasound and radiographs have no common scale: their own window alone. */
export function presetsOf(modality: string): readonly Preset[] {
  return modality === 'CT' ? CT : [STORED];
}

/** A window one step wider, narrower, brighter or darker, by a tenth of its width. */
export function stepWindow(window: Window, wider: number, brighter: number): Window {
  const width = Math.max(1, window.width * (1 + wider / 10));
  return { centre: window.centre - (brighter * window.width) / 10, width };
}
