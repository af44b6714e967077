import { make } from '../../page/dom';
import { valuesOf } from '../engine';
import type { Hand, Window } from '../engine';
import type { Model, Point, Series } from '../types';
import { CutPane } from './cut';
import { CUTS, cutsOf } from './cuts';
import type { CutName } from './cuts';
import { inWords, mostBytes } from '../prefetch/reach';
import { sizeOf } from './geometry';
import { isInSuv } from './suv';
import { volumeOf } from './volume';
import type { Volume } from './volume';

/** What a cell tells of itself, and is told. */
export interface Host {
  picture: HTMLElement;
  series(): Series | undefined;
  window(): Window | undefined;
  refuse(text: string): void;
  changed(): void;
}

const volumes = new WeakMap<Series, Promise<Volume>>();

/** The volume of a series, put together once. */
export function volumeFor(series: Series): Promise<Volume> {
  let found = volumes.get(series);
  if (!found) {
    found = valuesOf(series).then((frames) => volumeOf(series, frames));
    volumes.set(series, found);
    found.catch(() => volumes.delete(series));
  }
  return found;
}

/** Why a series cannot be cut anew; empty where it can. */
export function againstCutting(series: Series): string {
  const reasons = series.fitness.reasons.filter((one) => one.startsWith('Other planes'));
  if (!series.fitness.is_reformattable) return reasons.join(' ') || 'Other planes are off for this series.';
  const samples = (series.shared['00280002'] as Model | undefined)?.['Value'] as number[] | undefined;
  if ((samples?.[0] ?? 1) > 1) return 'Other planes are off: the images are in colour.';
  const bytes = volumeBytes(series);
  const [needed, most] = [inWords(bytes), inWords(mostBytes())];
  return bytes > mostBytes() ? `Other planes are off: ${series.images.length} images together need ${needed} of memory; at most ${most} are used.` : '';
}

/** How much memory the values of all frames take: as many bytes a value as stored, four where they become fractions. */
function volumeBytes(series: Series): number {
  const [first] = series.images;
  if (!first) return 0;
  const { rows, columns } = sizeOf(first, series);
  const told = (tag: string): unknown => ((first.own[tag] ?? series.shared[tag]) as Model | undefined)?.['Value'];
  const [bits, slope] = [(told('00280100') as number[] | undefined)?.[0] ?? 16, (told('00281053') as number[] | undefined)?.[0] ?? 1];
  const isWhole = Number.isInteger(Number(slope)) && !isInSuv(series);
  return rows * columns * series.images.length * (isWhole ? Math.ceil(bits / 8) : 4);
}

/** In which plane one cell shows its series: its own, as stored, or cut anew. */
export class PlaneView {
  readonly choice: HTMLSelectElement;
  cut: CutPane | undefined;
  hand: () => Hand = () => 'window';
  onPoint: (point: Point) => void = () => undefined;
  private asked = 0;

  constructor(
    label: string,
    private readonly host: Host,
  ) {
    const options = [['own', 'Own plane'] as const, ...CUTS];
    this.choice = make('select', { class: 'viewer-series', 'data-planes': '', 'aria-label': `Plane of ${label}` });
    this.choice.append(...options.map(([value, name]) => make('option', { value }, name)));
    this.choice.addEventListener('change', () => void this.show(this.choice.value as CutName | 'own'));
  }

  /** Back to the images' own plane. */
  leave(): void {
    this.asked += 1;
    this.cut?.leave();
    this.cut = undefined;
    this.choice.value = 'own';
  }

  /** Show the series in a plane, or say why that cannot be. */
  async show(name: CutName | 'own'): Promise<void> {
    const window = this.cut?.window ?? this.host.window();
    this.leave();
    this.host.refuse('');
    const series = this.host.series();
    if (name !== 'own' && series) await this.cutAnew(series, name, window ?? { centre: 40, width: 400 });
    this.host.changed();
  }

  /** The next plane. */
  async turn(): Promise<void> {
    const options = [...this.choice.options].map((one) => one.value as CutName | 'own');
    await this.show(options[(options.indexOf(this.choice.value as CutName) + 1) % options.length] ?? 'own');
  }

  private async cutAnew(series: Series, name: CutName, window: Window): Promise<void> {
    const why = againstCutting(series);
    if (why) return this.host.refuse(why);
    const asked = this.asked;
    this.host.refuse('Putting the slices together…');
    try {
      const volume = await volumeFor(series);
      if (asked !== this.asked) return;
      this.host.refuse('');
      this.cut = new CutPane(this.host.picture, series, cutsOf(volume, name), window, () => this.hand());
      this.choice.value = name;
      this.cut.onDrawn = () => this.host.changed();
      this.cut.onPoint = (point) => this.onPoint(point);
    } catch {
      if (asked === this.asked) this.host.refuse('Some images of the series could not be had. Try again.');
    }
  }
}
