import type { Mark } from '../types';

/** One lesion of the form beside the images: its name, and the start of its fields' names. */
export interface Row {
  lesion: string;
  prefix: string;
}

function form(): HTMLFormElement | null {
  return document.querySelector<HTMLFormElement>('form[data-readform]');
}

function field(prefix: string, name: string): HTMLInputElement | HTMLSelectElement | null {
  const found = form()?.elements.namedItem(`${prefix}-${name}`);
  return found instanceof HTMLInputElement || found instanceof HTMLSelectElement ? found : null;
}

/** The lesions that the form asks a diameter of, in its order. */
export function rows(): Row[] {
  const ids = [...(form()?.querySelectorAll<HTMLInputElement>('input[type=hidden][name$="-id"]') ?? [])];
  return ids
    .map((one) => ({ lesion: one.value, prefix: one.name.slice(0, -'-id'.length) }))
    .filter((row) => field(row.prefix, 'diameter_mm') !== null);
}

/** The lesion of the row in which an element of the form stands. */
export function lesionAt(target: EventTarget | null): string | undefined {
  const name = target instanceof Element ? (target.getAttribute('name') ?? '') : '';
  return rows().find((row) => name.startsWith(`${row.prefix}-`))?.lesion;
}

/** Whether the lesion counts by its short axis: as the form says now, else as the server knew. */
export function isNode(lesion: string, known: boolean | null): boolean {
  const prefix = rows().find((row) => row.lesion === lesion)?.prefix;
  if (prefix === undefined) return known ?? false;
  const organ = field(prefix, 'organ')?.value;
  const node = field(prefix, 'node')?.value;
  if (organ === 'lymph_node' || node === 'yes') return true;
  return organ || node ? false : (known ?? false);
}

/** The diameter that counts, to a tenth of a millimetre; none for a node without a short axis. */
export function diameterOf(mark: Mark): number | null {
  return isNode(mark.lesion, mark.is_node) ? mark.short_mm : mark.long_mm;
}

/** Put a measured diameter into the form, as if it had been typed; says whether anything changed. */
export function fill(mark: Mark): boolean {
  const row = rows().find((one) => one.lesion === mark.lesion);
  const target = row && field(row.prefix, 'diameter_mm');
  const value = diameterOf(mark);
  if (!row || !target || value === null) return false;
  const text = String(Math.round(value * 10) / 10);
  if (target.value === text) return false;
  target.value = text;
  const state = field(row.prefix, 'state');
  if (state && !state.value) state.value = 'measured';
  for (const kind of ['input', 'change']) target.dispatchEvent(new Event(kind, { bubbles: true }));
  return true;
}
