import { make } from '../../page/dom';
import type { Cell } from '../cell';
import type { Plan } from '../types';
import { offersWindow } from './hanging';
import { presetsOf } from './windows';
import type { Preset } from './windows';

/** The usual windows of the active pane's series, of those that the trial's hanging protocol offers. */
export class Presets {
  constructor(
    private readonly choice: HTMLSelectElement | null,
    private readonly plan: Plan,
    private readonly say: (text: string) => void,
  ) {}

  /** Do something with the key of a window that was chosen. */
  onChosen(tell: (key: string) => void): void {
    const { choice } = this;
    choice?.addEventListener('change', () => tell(choice.value));
  }

  /** List the windows of a pane. */
  offer(cell: Cell): void {
    this.choice?.replaceChildren(...this.of(cell).map((one) => make('option', { value: one.key }, `${one.key} ${one.name}`)));
  }

  /** Show a pane, and those beside it that are of its modality, in one of its windows; says whether it is there. */
  show(key: string, cell: Cell | undefined, beside: readonly Cell[]): boolean {
    const preset = cell && this.of(cell).find((one) => one.key === key);
    if (!cell || !preset) return false;
    for (const one of new Set([cell, ...beside.filter((other) => other.series?.modality === cell.series?.modality)])) {
      if (preset.window === 'stored') one.view.showAsStored();
      else one.view.window = preset.window;
      one.view.render();
    }
    this.say(preset.name);
    return true;
  }

  private of(cell: Cell): readonly Preset[] {
    return presetsOf(cell.series).filter((one) => offersWindow(this.plan, one.name));
  }
}
