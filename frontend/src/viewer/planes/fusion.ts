import { make } from '../../page/dom';
import type { Cell } from '../cell';
import type { Series } from '../types';
import type { Plane } from './geometry';
import { fit, inHotMetal, lay, pictureOf } from './paint';
import { isInSuv } from './suv';
import { againstCutting, volumeFor } from './view';
import { sample } from './volume';
import type { Volume } from './volume';

/** How uptake is laid over: opaque by so much where it is highest, from 0 to `most` SUV. */
export interface Laying {
  opacity: number;
  most: number;
}

const FINE = 2;

/** The PET series of one time point that lies over another series, or why there is none. */
export function uptakeFor(series: Series, offered: readonly Series[]): Series | string {
  if (series.modality === 'PT') return 'Choose the CT or MR over which the PET is to be laid.';
  const pets = offered.filter((one) => one.modality === 'PT');
  if (pets.length === 0) return 'There is no PET at this time point.';
  const here = pets.filter((one) => one.frame_of_reference === series.frame_of_reference);
  if (here.length === 0) return 'The PET and this series do not share a frame of reference, so they cannot be laid together.';
  const fit = here.find((one) => isInSuv(one) && againstCutting(one) === '');
  const [first] = here;
  return fit ?? ((first && againstCutting(first)) || first?.suv?.reason || 'The PET has no SUV.');
}

/** Uptake in hot metal over what one cell shows, by geometry: over its slices, and over other planes of them. */
export class Fusion {
  private readonly canvas = make('canvas', { class: 'viewer-fusion', 'aria-hidden': 'true' });
  private volume: Volume | undefined;
  private series: Series | undefined;
  private over: Series | undefined;
  private made: { key: string; values: Float32Array; size: [number, number] } | undefined;

  constructor(
    private readonly cell: Cell,
    private readonly laying: () => Laying,
  ) {}

  get isOn(): boolean {
    return this.volume !== undefined;
  }

  /** The server's name of the PET that lies over; null where none does. */
  get uptake(): string | null {
    return this.over?.id ?? null;
  }

  /** Lay the PET over (the one named, if any), or take it away; says why it cannot be, empty when done. */
  async toggle(named?: string): Promise<string> {
    if (this.isOn) return this.leave();
    const { series } = this.cell;
    const offered = this.cell.offered.filter((one) => named === undefined || one.id === named);
    const found = series ? uptakeFor(series, offered) : 'There are no images here.';
    if (typeof found === 'string') return found;
    this.volume = await volumeFor(found);
    this.series = series;
    this.over = found;
    this.cell.root.dataset['fusion'] = '';
    this.draw();
    return '';
  }

  draw(): void {
    const { plane } = this.cell;
    if (!this.volume || !plane) return;
    if (this.cell.series !== this.series) {
      this.leave();
      return;
    }
    const under = this.cell.planes.cut?.canvas ?? this.cell.stack.element.querySelector('canvas');
    if (under && under.nextElementSibling !== this.canvas) under.after(this.canvas);
    const { opacity, most } = this.laying();
    const { values, size } = this.on(this.volume, plane);
    const picture = pictureOf(inHotMetal(values, { lower: 0, upper: most }, opacity), ...size);
    fit(this.canvas);
    lay(this.canvas, picture, size, plane, (point) => this.cell.toCanvas(point));
  }

  private leave(): string {
    this.volume = undefined;
    this.over = undefined;
    this.made = undefined;
    this.canvas.remove();
    delete this.cell.root.dataset['fusion'];
    return '';
  }

  private on(volume: Volume, plane: Plane): { values: Float32Array; size: [number, number] } {
    const key = JSON.stringify(plane);
    if (this.made?.key !== key) {
      const pixel = Math.min(...volume.spacing) / FINE;
      const size: [number, number] = [Math.ceil(plane.width / pixel), Math.ceil(plane.height / pixel)];
      this.made = { key, values: sample(volume, plane, ...size), size };
    }
    return this.made;
  }
}
