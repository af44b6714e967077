const SVG = 'http://www.w3.org/2000/svg';
const SIZE = 200;
/** Radii of the apex and of the apical, mid and basal ring. */
const RADII = [22, 48, 72, 96] as const;
/** First segment of each ring, how many it has, its place among the radii. */
const RINGS = [
  { first: 1, count: 6, ring: 3 },
  { first: 7, count: 6, ring: 2 },
  { first: 13, count: 4, ring: 1 },
] as const;

/** One segment as drawn: its outline and where its number stands. */
export interface Outline {
  segment: number;
  path: string;
  x: number;
  y: number;
}

/**
 * The segments of the left ventricle as a polar map, the apex in the middle, anterior up, septal to the left
 * (Cerqueira MD et al, Circulation 2002;105:539-542). Angles in degrees, counter-clockwise from three o'clock.
 */
export function outlines(count: number): Outline[] {
  const found: Outline[] = [];
  for (const { first, count: parts, ring } of RINGS) {
    const width = 360 / parts;
    for (let part = 0; part < parts; part += 1) {
      const middle = 90 + part * width;
      const [inner, outer] = [RADII[ring - 1] as number, RADII[ring] as number];
      const [x, y] = at((inner + outer) / 2, middle);
      found.push({ segment: first + part, path: sector(inner, outer, middle - width / 2, middle + width / 2), x, y });
    }
  }
  const half = SIZE / 2;
  const apex = `M ${half - RADII[0]} ${half} a ${RADII[0]} ${RADII[0]} 0 1 0 ${2 * RADII[0]} 0 a ${RADII[0]} ${RADII[0]} 0 1 0 ${-2 * RADII[0]} 0 Z`;
  if (count > 16) found.push({ segment: 17, path: apex, x: half, y: half });
  return found;
}

function at(radius: number, degrees: number): [number, number] {
  const turn = (degrees * Math.PI) / 180;
  return [round(SIZE / 2 + radius * Math.cos(turn)), round(SIZE / 2 - radius * Math.sin(turn))];
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function sector(inner: number, outer: number, from: number, to: number): string {
  const [a, b, c, d] = [at(outer, from), at(outer, to), at(inner, to), at(inner, from)];
  return `M ${a.join(' ')} A ${outer} ${outer} 0 0 0 ${b.join(' ')} L ${c.join(' ')} A ${inner} ${inner} 0 0 1 ${d.join(' ')} Z`;
}

function element(tag: string, attributes: Record<string, string | number>): SVGElement {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  return made;
}

/** A map of one score of a table of segments; it follows the form, and a click goes to the segment's field. */
class Ventricle {
  private readonly parts = new Map<string, { shape: SVGElement; text: SVGElement }>();

  constructor(
    place: HTMLElement,
    private readonly section: HTMLElement,
    private readonly score: string,
    title: string,
  ) {
    const figure = document.createElement('figure');
    const map = element('svg', { viewBox: `0 0 ${SIZE} ${SIZE}`, class: 'ventricle' });
    for (const one of outlines(this.ids().length)) map.append(this.draw(one));
    const caption = document.createElement('figcaption');
    caption.textContent = title;
    figure.append(map, caption);
    place.append(figure);
  }

  private ids(): HTMLInputElement[] {
    return [...this.section.querySelectorAll<HTMLInputElement>('input[type=hidden][name$="-id"]')];
  }

  private field(segment: string, name: string): HTMLInputElement | HTMLSelectElement | null {
    const row = this.ids().find((one) => one.value === segment)?.name.slice(0, -'id'.length);
    return row === undefined ? null : this.section.querySelector(`[name="${row}${name}"]`);
  }

  private draw({ segment, path, x, y }: Outline): SVGElement {
    const group = element('g', { 'data-segment': segment });
    const shape = element('path', { d: path });
    const text = element('text', { x, y });
    group.append(shape, text);
    group.addEventListener('click', () => this.field(String(segment), this.score)?.focus());
    this.parts.set(String(segment), { shape, text });
    return group;
  }

  /** Show what the form says now; a segment that is not evaluable bears a dash, one without a score nothing. */
  show(): void {
    for (const [segment, { shape, text }] of this.parts) {
      const isLost = this.field(segment, 'state')?.value === 'not_evaluable';
      const told = isLost ? '–' : (this.field(segment, this.score)?.value.trim() ?? '');
      shape.setAttribute('data-score', told);
      text.textContent = told;
    }
  }
}

/** Draw the ventricles of a form beside their tables: one map for stress, one for rest. */
export function startVentricles(form: HTMLFormElement): void {
  for (const place of form.querySelectorAll<HTMLElement>('[data-picture="left_ventricle"]')) {
    const section = place.closest<HTMLElement>('[data-section]');
    if (!section) continue;
    const maps = [new Ventricle(place, section, 'stress', 'Stress'), new Ventricle(place, section, 'rest', 'Rest')];
    const show = (): void => maps.forEach((one) => one.show());
    form.addEventListener('input', show);
    form.addEventListener('change', show);
    show();
  }
}
