const LONGEST_MS = 2000;
let ending = new AbortController();
let first: (() => Promise<void> | void)[] = [];

/**
 * Ends when the page is left without the browser loading a new document (`viewer/passage`). Whatever listens on the
 * document or the window, or runs by a clock, for the sake of one page takes this signal.
 */
export function untilLeft(): AbortSignal {
  return ending.signal;
}

/** Have something done before the next page is asked for: what it says may rest on what is not saved yet. */
export function beforeLeaving(act: () => Promise<void> | void): void {
  first.push(act);
}

/** Do what is to be done before this page is left; whatever takes long is not waited for. */
export async function readyToLeave(): Promise<void> {
  const late = new Promise<void>((done) => setTimeout(done, LONGEST_MS));
  await Promise.race([Promise.all(first.map((act) => act())), late]);
}

/** End what belongs to the page that is left. */
export function leavePage(): void {
  first = [];
  const ended = ending;
  ending = new AbortController();
  ended.abort();
}
