import { make } from '../../page/dom';
import { untilLeft } from '../../page/leaving';
import { lesionAt, rows } from './fields';
import { measuredSites, siteAt } from './sites';

/** The choice of the lesion that is measured: filled from the form, and following the row that is filled there. */
export class LesionChoice {
  constructor(
    private readonly select: HTMLSelectElement | null,
    private readonly chosen: (lesion: string) => void,
  ) {
    if (!select) return;
    const lesions = [...rows().map((one) => one.lesion), ...measuredSites()];
    select.replaceChildren(...lesions.map((one) => make('option', { value: one }, one)));
    select.disabled = lesions.length === 0;
    select.hidden = lesions.length === 0;
    select.addEventListener('change', () => chosen(select.value));
    document.addEventListener('focusin', (event) => {
      const lesion = lesionAt(event.target) ?? siteAt(event.target);
      if (!lesion || lesion === select.value) return;
      select.value = lesion;
      chosen(lesion);
    }, { signal: untilLeft() });
  }

  get lesion(): string {
    return this.select?.value ?? '';
  }

  /** Go to the next lesion or the one before; from the last to the first. */
  step(by: number): void {
    const { select } = this;
    if (!select || select.options.length === 0) return;
    select.selectedIndex = (select.selectedIndex + by + select.options.length) % select.options.length;
    this.chosen(select.value);
  }
}
