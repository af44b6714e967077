import type { Mark, Values } from '../types';
import { fillSite } from './sites';

/** One lesion of the form beside the images: its name, and the start of its fields' names. */
export interface Row {
  lesion: string;
  prefix: string;
}

/** What criteria call the longest diameter of a lesion, and its perpendicular. */
const LONG = ['diameter_mm', 'ldi_mm', 'long_mm', 'longest_mm', 'viable_mm'];
const SHORT = ['sdi_mm', 'short_mm'];
/** Fields of a lesion that a region or its masks fill: what of them, in which unit (empty: any), with how many digits. */
const OF_REGION: Readonly<Record<string, { value: keyof Values; unit: string; digits: number }>> = {
  area_mm2: { value: 'area_mm2', unit: '', digits: 1 },
  mean_hu: { value: 'mean', unit: 'HU', digits: 1 },
  peak_hu: { value: 'max', unit: 'HU', digits: 1 },
  sul_peak: { value: 'sul_peak', unit: '', digits: 2 },
};
const VOLUME = 'volume_ml';

function form(): HTMLFormElement | null {
  return document.querySelector<HTMLFormElement>('form[data-readform]');
}

function field(prefix: string, name: string): HTMLInputElement | HTMLSelectElement | null {
  const found = form()?.elements.namedItem(`${prefix}-${name}`);
  return found instanceof HTMLInputElement || found instanceof HTMLSelectElement ? found : null;
}

function first(prefix: string, names: string[]): HTMLInputElement | HTMLSelectElement | null {
  return names.map((name) => field(prefix, name)).find((one) => one !== null) ?? null;
}

/** What stands in a field; a tick that isn't set is a no. */
function told(prefix: string, name: string): string {
  const one = field(prefix, name);
  if (one instanceof HTMLInputElement && one.type === 'checkbox') return one.checked ? one.value : '';
  return one?.value ?? '';
}

/** The lesions that the form asks a measured number of, in its order. */
export function rows(): Row[] {
  const ids = [...(form()?.querySelectorAll<HTMLInputElement>('input[type=hidden][name$="-id"]') ?? [])];
  return ids
    .map((one) => ({ lesion: one.value, prefix: one.name.slice(0, -'-id'.length) }))
    .filter((row) => first(row.prefix, [...LONG, ...Object.keys(OF_REGION), VOLUME]) !== null);
}

/** The lesion of the row in which an element of the form stands. */
export function lesionAt(target: EventTarget | null): string | undefined {
  const name = target instanceof Element ? (target.getAttribute('name') ?? '') : '';
  return rows().find((row) => name.startsWith(`${row.prefix}-`))?.lesion;
}

/** Go to the first field of a lesion's row. */
export function focusRow(lesion: string): void {
  const prefix = rows().find((row) => row.lesion === lesion)?.prefix;
  const all = [...(form()?.elements ?? [])] as HTMLInputElement[];
  all.find((one) => one.name.startsWith(`${prefix}-`) && one.type !== 'hidden' && !one.disabled)?.focus();
}

/** Whether the lesion counts by its short axis: as the form says now, else as the server knew. */
export function isNode(lesion: string, known: boolean | null): boolean {
  const prefix = rows().find((row) => row.lesion === lesion)?.prefix;
  if (prefix === undefined) return known ?? false;
  const organ = told(prefix, 'organ');
  const node = told(prefix, 'node');
  if (organ === 'lymph_node' || node === 'yes') return true;
  return organ || node ? false : (known ?? false);
}

/** The diameter that counts, to a tenth of a millimetre; none for a node without a short axis. */
export function diameterOf(mark: Mark): number | null {
  return isNode(mark.lesion, mark.is_node) ? mark.short_mm : mark.long_mm;
}

/** Put a measured diameter into the form, as if it had been typed, and its perpendicular where the form asks for it;
 * says whether anything changed. */
export function fill(mark: Mark): boolean {
  const row = rows().find((one) => one.lesion === mark.lesion);
  if (!row) return fillSite(mark);
  const short = first(row.prefix, SHORT);
  const changed = put(first(row.prefix, LONG), short ? mark.long_mm : diameterOf(mark));
  const changedToo = put(short, mark.short_mm);
  return changed || changedToo;
}

/** Put what a region or a lesion's masks measure into the row of their lesion; says whether anything changed. */
export function fillRegion(mark: Mark): boolean {
  const row = rows().find((one) => one.lesion === mark.of_lesion);
  if (!row) return fillSite(mark);
  const wanted = Object.entries(OF_REGION).filter(([, one]) => one.unit === '' || one.unit === mark.values.unit);
  const filled = wanted.map(([name, one]) => put(field(row.prefix, name), numberOf(mark, one.value), one.digits));
  return [...filled, put(field(row.prefix, VOLUME), mark.volume_ml || null, 2)].some(Boolean);
}

function numberOf(mark: Mark, name: keyof Values): number | null {
  const value = mark.values[name];
  return typeof value === 'number' ? value : null;
}

function put(target: HTMLInputElement | HTMLSelectElement | null, value: number | null, digits = 1): boolean {
  const text = value === null ? '' : String(Number(value.toFixed(digits)));
  if (!target || text === '' || target.value === text) return false;
  target.value = text;
  const state = field(target.name.replace(/-[^-]*$/, ''), 'state');
  if (state && !state.value) state.value = 'measured';
  for (const kind of ['input', 'change']) target.dispatchEvent(new Event(kind, { bubbles: true }));
  return true;
}
