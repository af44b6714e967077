import { make } from '../../page/dom';
import type { Cell } from '../cell';
import { loadedFrame } from '../engine';
import type { ImageFacts, Mark, Pair, Plan, PlannedPane } from '../types';
import { contoursOf } from './contours';
import { bitsOf } from './masks';
import { worldOf } from './overlay';

const SVG = 'http://www.w3.org/2000/svg';
type Letter = 'A' | 'B';
/** How each reader's outlines are drawn; never told apart by colour alone. */
const WAYS: Readonly<Record<Letter, string>> = { A: 'solid line', B: 'dashed line' };

/** Whose mask a mark is, where two readers' are compared: "A T1" is A's; empty for an own one. */
export function letterOf(mark: Pick<Mark, 'of_lesion'>): Letter | '' {
  const [letter = '', name] = mark.of_lesion.split(' ');
  return name !== undefined && (letter === 'A' || letter === 'B') ? letter : '';
}

/** What the readers' outlines ask of the page. */
export interface Readers {
  panes: readonly PlannedPane[];
  of(number: number): readonly Mark[];
  cells(): readonly Cell[];
  say(text: string): void;
}

/** Both readers' masks of a compared case as outlines, A's and B's, with a legend that tells their volumes. */
export class ReaderOutlines {
  private isHidden = false;
  private readonly paths = new Map<string, { runs: Mark['runs']; path: string; top: Pair }>();

  constructor(
    private readonly legend: HTMLElement | null,
    private readonly readers: Readers,
  ) {}

  attach(cell: Cell): void {
    const layer = document.createElementNS(SVG, 'svg');
    layer.setAttribute('class', 'viewer-readers-layer');
    layer.setAttribute('aria-hidden', 'true');
    cell.stack.element.append(layer);
    cell.stack.onRendered(() => this.show(cell, layer));
  }

  /** Hide the outlines, or show them again. */
  toggle(): void {
    if (this.volumes().length === 0) return this.readers.say('There are no outlines of other readers here.');
    this.isHidden = !this.isHidden;
    this.readers.say(this.isHidden ? 'Outlines of A and B hidden' : 'Outlines of A and B shown');
    this.draw();
    for (const cell of this.readers.cells()) cell.stack.render();
  }

  /** Write the legend: whose outline looks how, and the volumes that the server made of each. */
  draw(): void {
    const { legend } = this;
    const told = this.volumes();
    if (!legend) return;
    legend.hidden = told.length === 0;
    const hide = make('button', { type: 'button', class: 'btn', title: 'J', 'aria-pressed': String(this.isHidden) }, 'Hide outlines');
    hide.addEventListener('click', () => {
      this.toggle();
      legend.querySelector('button')?.focus();
    });
    const keys = (['A', 'B'] as const).map((one) => make('li', {}, swatch(one), `${one}: ${WAYS[one]}`));
    const lines = told.map((words) => make('li', {}, words));
    legend.replaceChildren(make('ul', { 'aria-label': 'Outlines of both readers' }, ...keys, ...lines), hide);
  }

  private volumes(): string[] {
    return this.readers.panes.flatMap(({ number, label }) => {
      const found = new Map<string, string>();
      for (const mark of this.masks(number)) {
        found.set(mark.of_lesion, mark.volume_ml === null ? '' : `${mark.of_lesion} · ${label}: ${mark.volume_ml.toFixed(2)} mL`);
      }
      return [...found.values()].filter((one) => one !== '').sort();
    });
  }

  private masks(number: number): Mark[] {
    return this.readers.of(number).filter((one) => one.kind === 'mask' && one.runs.length > 0 && letterOf(one) !== '');
  }

  private show(cell: Cell, layer: SVGSVGElement): void {
    const { image } = cell;
    const size = loadedFrame(cell.stack.imageName);
    const isHere = (mark: Mark): boolean => mark.instance === image?.instance && mark.frame === image.frame;
    const here = image && size && !this.isHidden ? this.masks(cell.plan.number).filter(isHere) : [];
    cell.root.dataset['outlines'] = here.map((one) => one.of_lesion).sort().join(', ');
    layer.replaceChildren(...(image && size ? here.flatMap((mark) => this.drawn(mark, size, image, cell)) : []));
  }

  private drawn(mark: Mark, size: { rows: number; columns: number }, image: ImageFacts, cell: Cell): SVGElement[] {
    const known = this.paths.get(mark.key);
    const { path, top } = known?.runs === mark.runs ? known : this.traced(mark, size);
    const at = (column: number, row: number): Pair => cell.stack.toCanvas(worldOf(image, column, row));
    const [origin, across, down] = [at(0, 0), at(1, 0), at(0, 1)];
    const matrix = [across, down].flatMap(([x, y]) => [x - origin[0], y - origin[1]]);
    const reader = `is-reader-${letterOf(mark).toLowerCase()}`;
    const [x, y] = at(...top);
    return [
      element('path', { d: path, class: reader, transform: `matrix(${[...matrix, ...origin].join(' ')})` }),
      element('text', { x: x.toFixed(1), y: (y - 4).toFixed(1), class: reader }, mark.of_lesion),
    ];
  }

  /** A mask's line, made once; B's name stands at its last corner, so that two names over one lesion are read both. */
  private traced(mark: Mark, size: { rows: number; columns: number }): { path: string; top: Pair } {
    const lines = contoursOf(bitsOf(mark.runs, size.rows * size.columns), size);
    const corners = lines.flat().sort((one, other) => one[1] - other[1] || one[0] - other[0]);
    const top = (letterOf(mark) === 'B' ? corners.filter(([, row]) => row === corners[0]?.[1]).at(-1) : corners[0]) ?? [0, 0];
    const path = lines.map((line) => `M${line.map((one) => one.join(' ')).join('L')}Z`).join('');
    this.paths.set(mark.key, { runs: mark.runs, path, top });
    return { path, top };
  }
}

/** Start the outlines of a page. */
export function startReaders(root: HTMLElement, plan: Plan, readers: Omit<Readers, 'panes'>): ReaderOutlines {
  return new ReaderOutlines(root.querySelector<HTMLElement>('[data-readers]'), { ...readers, panes: plan.panes });
}

function swatch(letter: Letter): SVGElement {
  const line = element('path', { d: 'M0 6H28', class: `is-reader-${letter.toLowerCase()}` });
  const made = element('svg', { width: '28', height: '12', class: 'viewer-swatch', 'aria-hidden': 'true' });
  made.append(line);
  return made;
}

function element(name: string, values: Readonly<Record<string, string>>, text = ''): SVGElement {
  const made = document.createElementNS(SVG, name) as SVGElement;
  for (const [key, value] of Object.entries(values)) made.setAttribute(key, value);
  made.textContent = text;
  return made;
}
