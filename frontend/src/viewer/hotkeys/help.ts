import { make } from '../../page/dom';

/** One line of the list: keys, and what they do. */
type Line = readonly [readonly string[], string];

/**
 * What the keys do, in the order of a read. Every key of `keys.ts` stands here, and the guide for readers
 * (docs/guides/reading.md) lists the same: tests say so.
 */
export const HELP: readonly { title: string; keys: readonly Line[] }[] = [
  {
    title: 'Go through the images',
    keys: [
      [['ArrowUp', 'ArrowDown'], 'one slice'],
      [['PageUp', 'PageDown'], 'ten slices'],
      [['Home', 'End'], 'first, last slice'],
      [['ArrowLeft', 'ArrowRight'], 'another pane'],
      [['n', 'b'], 'next lesion, the one before, in every pane'],
      [['l'], 'link the panes'],
      [['x'], 'the pane’s plane as a line in the others'],
      [['v'], 'axial, coronal, sagittal, MIP'],
      [['t'], 'three planes'],
      [['y'], 'PET over CT, in hot metal'],
      [['c'], 'cine'],
      [['j'], 'hide or show outlines of readers A and B'],
    ],
  },
  {
    title: 'Look',
    keys: [
      [['1', '…', '9'], 'window presets'],
      [['[', ']'], 'narrower, wider window'],
      [[',', '.'], 'darker, brighter'],
      [['+', '=', '-'], 'zoom'],
      [['i'], 'invert'],
      [['r'], 'rotate'],
      [['0'], 'reset'],
    ],
  },
  {
    title: 'Take a tool',
    keys: [
      [['w', 's'], 'window, scroll'],
      [['p', 'z'], 'pan, zoom'],
      [['m', 'd'], 'diameters, length'],
      [['e', 'o'], 'ellipse, freehand region'],
      [['a'], 'angle'],
      [['g', 'h'], 'brush, eraser of volumes'],
      [['u'], 'take the last stroke back'],
      [['Escape'], 'put it away'],
    ],
  },
  {
    title: 'Draw without a mouse',
    keys: [
      [['Enter', 'Space'], 'cursor out; place a point'],
      [['Arrows'], 'move by a pixel; Shift: ten; Ctrl: a tenth'],
      [['PageUp', 'PageDown'], 'another slice, before the first point'],
      [['c'], 'close a freehand region (or Enter on its first corner)'],
      [['Backspace'], 'take the last point back'],
      [['Escape'], 'give up'],
      [['Enter'], 'on the lesion’s diameters: take hold of an end'],
      [['Tab'], 'its next end; Enter saves'],
    ],
  },
  {
    title: 'Outline without a mouse',
    keys: [
      [['Enter'], 'brush out; lower it, so that it paints on its way; lift it'],
      [['Arrows'], 'move by a pixel; Shift: ten'],
      [['Space'], 'paint, or erase, where it stands'],
      [['[', ']'], 'smaller, larger'],
      [['g', 'h'], 'brush, eraser'],
      [['f'], 'fill what hangs together here between “from value” and “to”'],
      [['PageUp', 'PageDown'], 'another slice'],
    ],
  },
  {
    title: 'Lesions and form',
    keys: [
      [['Delete'], 'remove the lesion’s mark'],
      [['k'], 'make the image a key image, or no longer one'],
      [['f'], 'the lesion’s row in the form'],
      [['?'], 'these keys'],
    ],
  },
];

const SIGNS: Readonly<Record<string, string>> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  PageUp: 'Page ↑',
  PageDown: 'Page ↓',
  Escape: 'Esc',
  Arrows: '← ↑ ↓ →',
};

/** A dialog that lists the keys; `open` shows it, Escape or its button closes it. */
export function keyHelp(root: HTMLElement): { open: () => void } {
  const close = make('button', { type: 'button', class: 'btn btn-primary' }, 'Close');
  const groups = HELP.map(({ title, keys }) =>
    make('section', {}, make('h3', {}, title), make('dl', {}, ...keys.flatMap(([names, words]) => line(names, words)))),
  );
  const dialog = make('dialog', { class: 'dialog viewer-help', 'aria-label': 'Keys' });
  dialog.append(make('h2', {}, 'Keys'), make('div', { class: 'viewer-help-groups' }, ...groups), close);
  close.addEventListener('click', () => dialog.close());
  root.append(dialog);
  return { open: () => dialog.showModal() };
}

function line(names: readonly string[], words: string): HTMLElement[] {
  return [make('dt', {}, ...names.map((name) => make('kbd', {}, signOf(name)))), make('dd', {}, words)];
}

/** What stands on a key. */
export function signOf(name: string): string {
  return SIGNS[name] ?? (name.length === 1 ? name.toUpperCase() : name);
}
