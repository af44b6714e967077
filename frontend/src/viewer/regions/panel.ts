import { make } from '../../page/dom';
import { rows } from '../lesions/fields';
import { isDiameter } from '../lesions/marks';
import { regionSites, sayOrigins } from '../lesions/sites';
import type { Measuring } from '../measuring';
import type { Mark, Plan, PlannedPane } from '../types';
import { measured } from './values';

/** What the list of regions asks of the page: marks by time point, and what may be done with one. */
export interface Regions {
  panes: readonly PlannedPane[];
  editable: boolean;
  of(number: number): readonly Mark[];
  show(mark: Mark): void;
  tie(mark: Mark, lesion: string): void;
  remove(mark: Mark): void;
}

const KINDS: Readonly<Record<string, string>> = { ellipse: 'Ellipse', freehand: 'Freehand', angle: 'Angle', mask: 'Volume' };

/** The regions, angles and volumes of the page as a table: the pictures' numbers in words, for keys and screen readers. */
export class RegionPanel {
  constructor(
    private readonly root: HTMLElement,
    private readonly regions: Regions,
  ) {}

  /** Say at the form's fields what is measured and what is typed. */
  sayOrigins(): void {
    const now = this.regions.panes.find((one) => one.is_current);
    if (now) sayOrigins(this.regions.of(now.number));
  }

  draw(): void {
    this.sayOrigins();
    const found = this.regions.panes.flatMap((pane) => listed(this.regions.of(pane.number)).map((mark) => ({ pane, mark })));
    this.root.hidden = found.length === 0;
    const focused = document.activeElement?.getAttribute('data-region') ?? null;
    this.root.replaceChildren(...(found.length > 0 ? [this.table(found)] : []));
    if (focused) this.root.querySelector<HTMLElement>(`[data-region="${focused}"]`)?.focus();
  }

  private table(found: readonly { pane: PlannedPane; mark: Mark }[]): HTMLElement {
    const head = ['Region', 'Kind', 'Measured by the server', 'Of', ''].map((one) => make('th', { scope: 'col' }, one));
    const body = found.map(({ pane, mark }) => this.row(pane, mark));
    const table = make('table', { class: 'table' }, make('thead', {}, make('tr', {}, ...head)), make('tbody', {}, ...body));
    return make('div', { class: 'table-wrap', tabindex: '0', role: 'region', 'aria-label': 'Regions and volumes' }, table);
  }

  private row(pane: PlannedPane, mark: Mark): HTMLElement {
    const name = mark.kind === 'mask' ? mark.of_lesion : mark.lesion;
    const title = this.regions.panes.length > 1 ? `${name} · ${pane.label}` : name;
    const mayEdit = this.regions.editable && pane.is_current;
    const told = measured(mark).join(' · ') || mark.note || '…';
    const lesion = mayEdit && mark.kind !== 'mask' && mark.kind !== 'angle' ? this.choice(mark) : mark.of_lesion;
    const doing = [this.button(mark, 'show', 'Show', () => this.regions.show(mark))];
    if (mayEdit && mark.kind !== 'mask') doing.push(this.button(mark, 'remove', 'Remove', () => this.regions.remove(mark)));
    const cells = [KINDS[mark.kind] ?? '', told, lesion, make('span', {}, ...doing)];
    return make('tr', {}, make('th', { scope: 'row' }, title), ...cells.map((one) => make('td', {}, one)));
  }

  private button(mark: Mark, what: string, text: string, act: () => void): HTMLElement {
    const name = mark.kind === 'mask' ? mark.of_lesion : mark.lesion;
    const made = make('button', { type: 'button', class: 'btn', 'data-region': `${what}-${mark.key}`, 'aria-label': `${text} ${name}` }, text);
    made.addEventListener('click', act);
    return made;
  }

  private choice(mark: Mark): HTMLElement {
    const made = make('select', { class: 'form-select', 'data-region': `tie-${mark.key}`, 'aria-label': `What ${mark.lesion} is of` });
    const none = make('option', { value: '' }, 'none');
    const names = [...rows().map((one) => one.lesion), ...regionSites()];
    made.append(none, ...names.map((one) => make('option', { value: one }, one)));
    made.value = mark.of_lesion;
    made.addEventListener('change', () => this.regions.tie(mark, made.value));
    return made;
  }
}

/** Start the table of a page, where its place is. */
export function startPanel(root: HTMLElement, plan: Plan, measuring: Measuring): RegionPanel | undefined {
  const place = root.querySelector<HTMLElement>('[data-regions]');
  if (!place) return undefined;
  const panel = new RegionPanel(place, {
    panes: plan.panes,
    editable: plan.editable,
    of: (number) => measuring.of(number).all(),
    show: (mark) => void measuring.jump(mark.lesion),
    tie: (mark, lesion) => measuring.keep({ ...mark, of_lesion: lesion, edit: mark.edit + 1 }),
    remove: (mark) => measuring.removeRegion(mark),
  });
  document.querySelector('form[data-readform]')?.addEventListener('input', () => panel.sayOrigins());
  return panel;
}

/** What the table lists of a time point: regions and angles, and of a lesion's masks one for all. */
export function listed(marks: readonly Mark[]): Mark[] {
  const seen = new Set<string>();
  return marks.filter((mark) => {
    if (isDiameter(mark)) return false;
    if (mark.kind !== 'mask') return true;
    const isNew = !seen.has(mark.of_lesion) && mark.runs.length > 0;
    if (isNew) seen.add(mark.of_lesion);
    return isNew;
  });
}
