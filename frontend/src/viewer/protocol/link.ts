import type { ImageFacts, Point } from '../types';

export function normalOf(orientation: readonly number[]): Point {
  const [a = 1, b = 0, c = 0, d = 0, e = 1, f = 0] = orientation;
  return [b * f - c * e, c * d - a * f, a * e - b * d];
}

export function dot(one: readonly number[], other: readonly number[]): number {
  return one.reduce((sum, part, place) => sum + part * (other[place] ?? 0), 0);
}

/** Where each image lies along the normal of the first (mm); its number where no image says where it lies. */
export function positions(images: readonly ImageFacts[]): number[] {
  const first = images[0];
  if (!first) return [];
  const normal = normalOf(first.orientation);
  const found = images.map((one) => dot(one.position, normal));
  const lies = found.some((place) => Math.abs(place - (found[0] ?? 0)) > 1e-6);
  return lies || images.length === 1 ? found : images.map((_, place) => place);
}

/** The place of the image that lies closest to a position. */
export function closest(places: readonly number[], position: number): number {
  let best = 0;
  places.forEach((place, index) => {
    if (Math.abs(place - position) < Math.abs((places[best] ?? Infinity) - position)) best = index;
  });
  return best;
}

/**
 * One linked stack: its name, its frame of reference, where its images lie and which one is shown. Stacks of one group
 * go together; an empty group goes alone.
 */
export interface Linked {
  id: string;
  group?: string;
  frame: string;
  places: readonly number[];
  place: number;
  /** Along which the places are counted. */
  normal: Point;
}

const ALIKE = 0.9;

/**
 * Linked scrolling by position. Stacks of one frame of reference share their positions; between others an offset is
 * held: that of the images shown when the link was made, so that a reader links two time points by finding the same
 * slice in both.
 */
export class Link {
  isOn = false;
  private offsets = new Map<string, number>();

  /** Take what is shown now as belonging together. */
  hold(stacks: readonly Linked[]): void {
    this.isOn = true;
    this.offsets = new Map(
      stacks.map((one) => {
        const base = stacks.find((other) => other.group === one.group) ?? one;
        return [one.id, one.frame !== base.frame ? at(one) - at(base) : 0] as const;
      }),
    );
  }

  /** Take offsets that were held before, by stack (mm). */
  take(isOn: boolean, offsets: ReadonlyMap<string, number>): void {
    this.isOn = isOn;
    this.offsets = new Map(offsets);
  }

  release(): void {
    this.isOn = false;
  }

  /** How far a stack's positions lie from those of another (mm). */
  offset(from: string, to: string): number {
    return (this.offsets.get(to) ?? 0) - (this.offsets.get(from) ?? 0);
  }

  /** Where the other stacks go when one was scrolled; those in other planes stay. */
  follow(source: Linked, others: readonly Linked[]): Map<string, number> {
    if (!this.isOn || source.group === '') return new Map();
    const together = others.filter((one) => one.group === source.group && dot(one.normal, source.normal) > ALIKE);
    return new Map(
      together.map((one) => [one.id, closest(one.places, at(source) + this.offset(source.id, one.id))] as const),
    );
  }
}

function at(stack: Linked): number {
  return stack.places[stack.place] ?? 0;
}
