/** What a key does; `by` is how far, for those that go by steps. */
export interface Command {
  name: string;
  by?: number;
}

const PLAIN: Readonly<Record<string, Command>> = {
  ArrowUp: { name: 'step', by: -1 },
  ArrowDown: { name: 'step', by: 1 },
  PageUp: { name: 'step', by: -10 },
  PageDown: { name: 'step', by: 10 },
  Home: { name: 'step', by: -Infinity },
  End: { name: 'step', by: Infinity },
  ArrowLeft: { name: 'pane', by: -1 },
  ArrowRight: { name: 'pane', by: 1 },
  '+': { name: 'zoom', by: 1.25 },
  '=': { name: 'zoom', by: 1.25 },
  '-': { name: 'zoom', by: 0.8 },
  '[': { name: 'width', by: -1 },
  ']': { name: 'width', by: 1 },
  ',': { name: 'bright', by: -1 },
  '.': { name: 'bright', by: 1 },
  i: { name: 'invert' },
  r: { name: 'rotate' },
  '0': { name: 'reset' },
  l: { name: 'link' },
  c: { name: 'cine' },
  x: { name: 'lines' },
  k: { name: 'key' },
  j: { name: 'readers' },
  v: { name: 'plane' },
  t: { name: 'three' },
  y: { name: 'fusion' },
  w: { name: 'hand:window' },
  s: { name: 'hand:scroll' },
  p: { name: 'hand:pan' },
  z: { name: 'hand:zoom' },
  d: { name: 'hand:length' },
  m: { name: 'hand:bidirectional' },
  e: { name: 'hand:ellipse' },
  o: { name: 'hand:freehand' },
  a: { name: 'hand:angle' },
  g: { name: 'hand:brush' },
  h: { name: 'hand:erase' },
  u: { name: 'undo' },
  n: { name: 'lesion', by: 1 },
  b: { name: 'lesion', by: -1 },
  f: { name: 'row' },
  '?': { name: 'help' },
  Delete: { name: 'remove' },
  Escape: { name: 'cancel' },
};

/** Every key with a meaning but the window presets' numbers. */
export const KEYS: readonly string[] = Object.keys(PLAIN);

/** Read a key pressed on a pane; none for keys of the browser and for keys that mean nothing. */
export function commandOf(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>): Command | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey) return undefined;
  if (/^[1-9]$/.test(event.key)) return { name: `preset:${event.key}` };
  return PLAIN[event.key] ?? PLAIN[event.key.toLowerCase()];
}
