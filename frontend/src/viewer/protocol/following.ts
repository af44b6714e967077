import type { Cell } from '../cell';
import type { Link } from './link';

/** Scrolls the linked cells after the one that was scrolled. */
export class Following {
  private isBusy = false;

  constructor(
    private readonly link: Link,
    private readonly cells: () => readonly Cell[],
  ) {}

  async after(source: Cell): Promise<void> {
    if (this.isBusy || !this.link.isOn) return;
    this.isBusy = true;
    try {
      const others = this.cells().filter((one) => one !== source && one.series);
      const places = this.link.follow(source.linked, others.map((one) => one.linked));
      await Promise.all(others.map((one) => one.stack.go(places.get(one.stack.id) ?? one.stack.place)));
    } finally {
      this.isBusy = false;
    }
  }
}
