/** A place in a stack of slices after a step, held within the stack. */
export function step(place: number, by: number, count: number): number {
  return Math.min(Math.max(place + by, 0), Math.max(count - 1, 0));
}

/** The address of one picture: nothing but its place and the chosen window. */
export function address(base: string, place: number, window: string): string {
  return `${base}${place}.png?window=${encodeURIComponent(window)}`;
}

const STEPS: Readonly<Record<string, number>> = {
  ArrowUp: -1,
  ArrowDown: 1,
  ArrowLeft: -1,
  ArrowRight: 1,
  PageUp: -10,
  PageDown: 10,
  Home: -Infinity,
  End: Infinity,
};

/** One stack of slices: slider, wheel and keys move through it. Pictures are shown by the server, never computed here. */
class Pane {
  private place = 0;
  private readonly count: number;
  private readonly base: string;

  constructor(
    private readonly root: HTMLElement,
    private readonly window: () => string,
  ) {
    this.count = Number(root.dataset['count'] ?? 0);
    this.base = root.dataset['base'] ?? '';
    const slider = this.slider;
    slider?.addEventListener('input', () => this.go(Number(slider.value)));
    root.addEventListener('keydown', (event) => this.key(event));
    root.addEventListener('wheel', (event) => this.wheel(event), { passive: false });
    this.go(Math.floor(this.count / 2));
  }

  show(): void {
    const picture = this.root.querySelector<HTMLImageElement>('[data-picture]');
    if (picture && this.count > 0) picture.src = address(this.base, this.place, this.window());
    const label = this.root.querySelector<HTMLElement>('[data-place]');
    if (label) label.textContent = this.count > 0 ? `${this.place + 1} / ${this.count}` : '';
    if (this.slider) this.slider.value = String(this.place);
  }

  private get slider(): HTMLInputElement | null {
    return this.root.querySelector<HTMLInputElement>('[data-slider]');
  }

  private go(place: number): void {
    this.place = step(place, 0, this.count);
    this.show();
  }

  private key(event: KeyboardEvent): void {
    const by = STEPS[event.key];
    if (by === undefined || event.target instanceof HTMLInputElement) return;
    event.preventDefault();
    this.go(step(this.place, by, this.count));
  }

  private wheel(event: WheelEvent): void {
    if (this.count < 2) return;
    event.preventDefault();
    this.go(step(this.place, Math.sign(event.deltaY), this.count));
  }
}

/** Bring the panes of a page to life: one choice of window for all of them. */
export function startPanes(root: HTMLElement): void {
  const select = root.querySelector<HTMLSelectElement>('[data-window]');
  const window = () => select?.value ?? 'auto';
  const panes = [...root.querySelectorAll<HTMLElement>('[data-pane]')].map((one) => new Pane(one, window));
  select?.addEventListener('change', () => panes.forEach((pane) => pane.show()));
}
