/** Where support staff put another bound, in MB, for a browser with little memory: in the browser's store. */
const ASKED = 'centralis-most-megabytes';
const USUAL_BYTES = 1024 ** 3;

/**
 * What of a browser's memory pictures may take: the engine keeps no more than this of all series together (the least
 * recently looked at go first), and a volume put together for other planes takes no more than this once.
 */
export function mostBytes(): number {
  const asked = Number(globalThis.localStorage?.getItem(ASKED) ?? 0);
  return asked > 0 ? asked * 1024 ** 2 : USUAL_BYTES;
}

/** The share of it that panes fill ahead of being looked at; the rest is for the next case and for what is jumped to. */
const AHEAD_SHARE = 0.75;
const LEAST_FRAMES = 16;

/** How many frames of `bytes` each one of `panes` panes keeps around the one it shows. */
export function framesKept(bytes: number, panes: number): number {
  return Math.max(LEAST_FRAMES, Math.floor((mostBytes() * AHEAD_SHARE) / Math.max(panes, 1) / Math.max(bytes, 1)));
}

/** Of the places that are held, those to let go so that at most `most` stay: the farthest from the one shown. */
export function tooFar(held: readonly number[], from: number, most: number): number[] {
  if (held.length <= most) return [];
  return [...held].sort((a, b) => Math.abs(a - from) - Math.abs(b - from)).slice(most);
}

/** Bytes as a reader is told them. */
export function inWords(bytes: number): string {
  return bytes < 1e9 ? `${Math.round(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}
