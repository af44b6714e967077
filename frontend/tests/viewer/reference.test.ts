import { expect, test } from 'vitest';
import { ReferenceLines } from '../../src/viewer/overlay/reference';
import type { Lined } from '../../src/viewer/overlay/reference';
import type { Plane } from '../../src/viewer/planes/geometry';

const axial: Plane = { corner: [-50, -40, 0], along: [1, 0, 0], down: [0, 1, 0], width: 100, height: 80 };
const coronal: Plane = { corner: [-50, 10, 30], along: [1, 0, 0], down: [0, 0, -1], width: 100, height: 60 };

function pane(plane: Plane, frame: string): Lined {
  const lines = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  return { plane, frame, lines, toCanvas: ([x, y]) => [x + 50, y + 40] };
}

const told = (one: Lined) =>
  [...one.lines.querySelectorAll('line')].map((line) => ['x1', 'y1', 'x2', 'y2'].map((name) => Number(line.getAttribute(name))));

test('the active plane is drawn in the panes of its frame of reference alone, until it is turned off', () => {
  const [active, same, other] = [pane(coronal, 'F'), pane(axial, 'F'), pane(axial, 'G')];
  const lines = new ReferenceLines(() => [active, same, other]);
  lines.draw(active);
  expect(told(same)).toHaveLength(1);
  expect(told(same)[0]?.map(Math.abs).sort((a, b) => a - b)).toEqual([0, 50, 50, 100]);
  expect([told(active), told(other)]).toEqual([[], []]);
  lines.toggle(active);
  expect(told(same)).toEqual([]);
  lines.toggle(active);
  expect(told(same)).toHaveLength(1);
});
