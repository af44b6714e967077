import type { Mark, Values } from '../types';

/** What of a mark fills a single field that is measured at a site: of a region's values, in which unit, its digits. */
const OF_REGION: Readonly<Record<string, { value: keyof Values; unit: string; digits: number }>> = {
  sul_mean: { value: 'sul_mean', unit: '', digits: 2 },
  sul_sd: { value: 'sul_sd', unit: '', digits: 2 },
  mean_hu: { value: 'mean', unit: 'HU', digits: 1 },
};
const LENGTH = 'long_mm';
const VOLUME = 'volume_ml';

/** The single fields of the form that are measured at a site (`data-site`, `data-quantity`). */
function fields(): HTMLInputElement[] {
  return [...document.querySelectorAll<HTMLInputElement>('form[data-readform] input[data-site]')];
}

function named(fits: (quantity: string) => boolean): string[] {
  const found = fields().filter((one) => fits(one.dataset['quantity'] ?? ''));
  return [...new Set(found.map((one) => one.dataset['site'] ?? ''))];
}

/** The sites that a length or an outline measures: they are chosen like a lesion. */
export function measuredSites(): string[] {
  return named((quantity) => quantity === LENGTH || quantity === VOLUME);
}

/** The sites that a region may be of. */
export function regionSites(): string[] {
  return named((quantity) => quantity in OF_REGION);
}

/** The site of the field in which somebody types. */
export function siteAt(target: EventTarget | null): string | undefined {
  const site = target instanceof HTMLElement ? target.dataset['site'] : undefined;
  return site !== undefined && measuredSites().includes(site) ? site : undefined;
}

/** Put what a mark measures into the fields of its site; says whether anything changed. */
export function fillSite(mark: Mark): boolean {
  const site = mark.of_lesion || mark.lesion;
  const mine = fields().filter((one) => one.dataset['site'] === site);
  return mine.map((one) => put(one, told(mark, one.dataset['quantity'] ?? ''))).some(Boolean);
}

/** What a mark tells of a quantity as the form takes it; empty when it tells nothing. */
function told(mark: Mark, quantity: string): string {
  if (quantity === LENGTH) return mark.long_mm === null ? '' : String(Number(mark.long_mm.toFixed(1)));
  if (quantity === VOLUME) return mark.volume_ml ? String(Number(mark.volume_ml.toFixed(2))) : '';
  const asked = OF_REGION[quantity];
  const value = asked && (asked.unit === '' || asked.unit === mark.values.unit) ? mark.values[asked.value] : undefined;
  return asked && typeof value === 'number' ? String(Number(value.toFixed(asked.digits))) : '';
}

function put(target: HTMLInputElement, text: string): boolean {
  if (text === '' || target.value === text) return false;
  target.value = text;
  for (const kind of ['input', 'change']) target.dispatchEvent(new Event(kind, { bubbles: true }));
  return true;
}

/** Say at each field of a site whether its number is the one measured there, another one, or typed without a mark. */
export function sayOrigins(marks: readonly Mark[]): void {
  for (const field of fields()) {
    const { site = '', quantity = '' } = field.dataset;
    const found = marks.filter((one) => (one.of_lesion || one.lesion) === site).map((one) => told(one, quantity)).filter(Boolean);
    const place = field.closest('.answer')?.querySelector<HTMLElement>('[data-origin]');
    if (!place) continue;
    place.textContent = originOf(field.value.trim().replace(',', '.'), found);
  }
}

function originOf(typed: string, measured: readonly string[]): string {
  if (typed === '') return '';
  if (measured.length === 0) return 'typed';
  return measured.some((one) => Number(one) === Number(typed)) ? 'measured' : `measured: ${measured.join(' or ')}`;
}
