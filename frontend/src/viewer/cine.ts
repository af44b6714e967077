import type { StackPane } from './engine';

const PACE_MS = 80;

/** Runs through a stack, round and round: at the speed that its object says (`cine_ms`), else at a usual one. */
export class Cine {
  private running: ReturnType<typeof setInterval> | undefined;

  /** Stop what runs, else run through a stack. */
  toggle(stack: Pick<StackPane, 'go' | 'place' | 'count' | 'series'> | undefined): void {
    if (this.running !== undefined) {
      this.stop();
    } else if (stack) {
      const pace = stack.series?.cine_ms ?? PACE_MS;
      this.running = setInterval(() => void stack.go((stack.place + 1) % stack.count), pace);
    }
  }

  stop(): void {
    clearInterval(this.running);
    this.running = undefined;
  }
}
