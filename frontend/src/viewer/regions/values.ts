import type { Mark, MarkKind } from '../types';

/** What stands beside a region, an angle or a mask: its name, then what the server measured with its units. */
export function describeRegion(mark: Mark): string[] {
  const name = mark.of_lesion && mark.kind !== 'mask' ? `${mark.lesion} of ${mark.of_lesion}` : mark.lesion;
  const lines = measured(mark);
  return [name, ...(lines.length > 0 ? lines : [mark.note || '…'])];
}

/** The server's numbers of a region in words; nothing until it has answered. */
export function measured(mark: Mark): string[] {
  const { area_mm2: area, mean, sd, min, max, peak, angle_degrees: angle, note } = mark.values;
  if (mark.kind === 'mask') return mark.volume_ml === null ? [] : [`${mark.volume_ml.toFixed(2)} mL`];
  if (angle !== undefined) return [`${angle.toFixed(1)}°`];
  if (area === undefined) return [];
  const lines = [`${area.toFixed(1)} mm²`];
  const unit = mark.values.unit ? ` ${mark.values.unit}` : '';
  if (mean !== undefined && sd !== undefined) lines.push(`mean ${mean.toFixed(1)}${unit}, SD ${sd.toFixed(1)}`);
  if (min !== undefined && max !== undefined) lines.push(`${min.toFixed(1)} to ${max.toFixed(1)}${unit}`);
  if (peak !== undefined) lines.push(`peak ${peak.toFixed(2)}${unit}`);
  const { sul_mean: lean, sul_sd: spread, sul_peak: leanPeak } = mark.values;
  if (lean !== undefined && spread !== undefined) lines.push(`SUL mean ${lean.toFixed(2)}, SD ${spread.toFixed(2)}`);
  if (leanPeak !== undefined) lines.push(`SULpeak ${leanPeak.toFixed(2)}`);
  return note ? [...lines, note] : lines;
}

/** The first free name of a new region or angle: "ROI 1", "ROI 2"… */
export function nextName(kind: MarkKind, taken: readonly string[]): string {
  const word = kind === 'angle' ? 'Angle' : 'ROI';
  let number = 1;
  while (taken.includes(`${word} ${number}`)) number += 1;
  return `${word} ${number}`;
}
