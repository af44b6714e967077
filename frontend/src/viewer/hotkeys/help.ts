import { make } from '../../page/dom';

/** What the keys do, in the order of a read; every key of `keys.ts` stands here (a test says so). */
export const HELP: readonly { title: string; keys: readonly (readonly [readonly string[], string])[] }[] = [
  {
    title: 'Go through the images',
    keys: [
      [['ArrowUp', 'ArrowDown'], 'one slice'],
      [['PageUp', 'PageDown'], 'ten slices'],
      [['Home', 'End'], 'first, last slice'],
      [['ArrowLeft', 'ArrowRight'], 'another pane'],
      [['l'], 'link the panes'],
      [['x'], 'the pane’s plane as a line in the others'],
      [['v'], 'axial, coronal, sagittal, MIP'],
      [['t'], 'three planes'],
      [['y'], 'PET over CT, in hot metal'],
      [['k'], 'keep the image as a key image'],
      [['c'], 'cine'],
      [['k'], 'make the image shown a key image, or no longer one'],
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
      [['w'], 'window'],
      [['s'], 'scroll'],
      [['p'], 'pan'],
      [['z'], 'zoom'],
      [['m'], 'diameters'],
      [['d'], 'length'],
      [['e', 'o'], 'ellipse, freehand region'],
      [['a'], 'angle'],
      [['g', 'h'], 'brush, eraser of volumes'],
      [['u'], 'undo the last stroke'],
      [['Escape'], 'put it away'],
    ],
  },
  {
    title: 'Measure without a mouse',
    keys: [
      [['n', 'b'], 'next lesion, the one before'],
      [['Enter'], 'cursor out; place a point; on a mark: take hold of its ends'],
      [['Arrows'], 'move by a pixel; Shift: ten; Ctrl: a tenth'],
      [['PageUp', 'PageDown'], 'another slice, before the first point'],
      [['Tab'], 'next end of the mark'],
      [['Backspace'], 'take the last point back'],
      [['k'], 'key image'],
      [['Delete'], 'remove the lesion’s mark'],
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
  const keys = names.map((name) => make('kbd', {}, SIGNS[name] ?? (name.length === 1 ? name.toUpperCase() : name)));
  return [make('dt', {}, ...keys), make('dd', {}, words)];
}
