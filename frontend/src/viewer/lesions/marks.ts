import type { Drawn } from '../engine';
import { describeRegion } from '../regions/values';
import type { Mark } from '../types';

/** The marks of one time point, by key; a lesion has one. */
export class Marks {
  private readonly byKey = new Map<string, Mark>();

  constructor(marks: readonly Mark[] = []) {
    for (const mark of marks) this.byKey.set(mark.key, mark);
  }

  all(): Mark[] {
    return [...this.byKey.values()];
  }

  get(key: string): Mark | undefined {
    return this.byKey.get(key);
  }

  of(lesion: string): Mark | undefined {
    return this.all().find((one) => one.lesion === lesion);
  }

  /** Take a mark in as drawn: its lengths are unknown until the server says. Returns it, and the one it replaces. */
  draw(drawn: Drawn, lesion: string): { mark: Mark; replaced: Mark | undefined } {
    const standing = this.byKey.get(drawn.key);
    const other = this.of(lesion);
    const replaced = other && other.key !== drawn.key ? other : undefined;
    if (replaced) this.byKey.delete(replaced.key);
    const mark: Mark = {
      ...drawn,
      lesion,
      of_lesion: standing?.of_lesion ?? '',
      runs: [],
      values: {},
      volume_ml: null,
      edit: (standing?.edit ?? 0) + 1,
      long_mm: null,
      short_mm: null,
      is_node: standing?.is_node ?? null,
      note: '',
      over: [...(standing?.over ?? []), ...(replaced ? [replaced.key, ...(replaced.over ?? [])] : [])],
    };
    this.byKey.set(mark.key, mark);
    return { mark, replaced };
  }

  /** Take in what the server kept, unless the mark was moved since. */
  keep(kept: Mark): boolean {
    const standing = this.byKey.get(kept.key);
    if (!standing || standing.edit > kept.edit) return false;
    this.byKey.set(kept.key, kept);
    return true;
  }

  /** Let all masks of a lesion tell the volume that the server made of them. */
  share(kept: Mark): void {
    for (const [key, mark] of this.byKey) {
      const isOfIt = kept.kind === 'mask' && mark.kind === 'mask' && mark.of_lesion === kept.of_lesion;
      if (isOfIt) this.byKey.set(key, { ...mark, volume_ml: kept.volume_ml });
    }
  }

  /** Show a mark as drawn, over what the server has for its lesion. */
  add(mark: Mark): void {
    const other = this.of(mark.lesion);
    if (other) this.byKey.delete(other.key);
    this.byKey.set(mark.key, mark);
  }

  remove(key: string): void {
    this.byKey.delete(key);
  }
}

/** Whether a mark lies as it was drawn; the engine also tells of marks that it only measured again. */
export function isSame(mark: Mark, drawn: Drawn): boolean {
  const near = (one: number, other: number | undefined): boolean => Math.abs(one - (other ?? Infinity)) < 1e-6;
  const sameImage = mark.instance === drawn.instance && mark.frame === drawn.frame;
  const samePoints = mark.points.every((point, place) => point.every((part, axis) => near(part, drawn.points[place]?.[axis])));
  return sameImage && mark.points.length === drawn.points.length && samePoints;
}

/** Whether a mark measures a lesion's diameters. */
export function isDiameter(mark: Pick<Mark, 'kind'>): boolean {
  return mark.kind === 'length' || mark.kind === 'bidirectional';
}

/** A mark as it was sent, without what the server would have answered. */
export function unanswered(body: Mark): Mark {
  const numbers = { long_mm: null, short_mm: null, is_node: null, volume_ml: null, values: {}, note: '' };
  const isMask = body.kind === 'mask';
  const names = { of_lesion: isMask ? body.lesion : (body.of_lesion ?? ''), lesion: isMask ? `${body.lesion}/${body.key}` : body.lesion };
  return { ...body, ...numbers, ...names, points: body.points ?? [], runs: body.runs ?? [] };
}

/** What the server is sent of a mark. */
export function bodyOf(mark: Mark): Record<string, unknown> {
  const { key, edit, lesion, of_lesion, kind, instance, frame, points, runs, over = [] } = mark;
  if (kind === 'mask') return { key, edit, lesion: of_lesion, kind, instance, frame, runs, over };
  return { key, edit, lesion, of_lesion, kind, instance, frame, points, over };
}

/** What stands beside a mark: its name and what the server measured, or that it has not answered yet. */
export function describe(mark: Mark): string[] {
  if (!isDiameter(mark)) return describeRegion(mark);
  if (mark.long_mm === null) return [mark.lesion, mark.note || '…'];
  const long = mark.long_mm.toFixed(1);
  return [mark.lesion, mark.short_mm === null ? `${long} mm` : `${long} × ${mark.short_mm.toFixed(1)} mm`];
}
