import type { StackPane } from './engine';

const PACE_MS = 80;

/** Runs through a stack, round and round. */
export class Cine {
  private running: ReturnType<typeof setInterval> | undefined;

  /** Stop what runs, else run through a stack. */
  toggle(stack: Pick<StackPane, 'go' | 'place' | 'count'> | undefined): void {
    if (this.running !== undefined) {
      clearInterval(this.running);
      this.running = undefined;
    } else if (stack) {
      this.running = setInterval(() => void stack.go((stack.place + 1) % stack.count), PACE_MS);
    }
  }
}
