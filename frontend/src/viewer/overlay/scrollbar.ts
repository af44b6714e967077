import { make } from '../../page/dom';

/**
 * The bar at a pane's right edge by which a long stack is gone through: a click or a drag goes to that place at once.
 * With the keyboard the pane itself is scrolled, so the bar is no stop of the tabulator.
 */
export class Scrollbar {
  readonly root: HTMLInputElement;

  constructor(label: string, go: (place: number) => void, done: () => void) {
    this.root = make('input', { type: 'range', class: 'viewer-scroll', min: '0', step: '1', tabindex: '-1', 'aria-label': `Image of ${label}` });
    this.root.hidden = true;
    this.root.addEventListener('input', () => go(Number(this.root.value)));
    this.root.addEventListener('change', done);
  }

  /** Stand where the stack stands; while somebody drags it, nothing pulls it back. */
  show(place: number, count: number): void {
    this.root.hidden = count < 2;
    this.root.max = String(Math.max(count - 1, 0));
    if (!this.root.matches(':active')) this.root.value = String(place);
    this.root.setAttribute('aria-valuetext', `${place + 1} of ${count}`);
  }
}
