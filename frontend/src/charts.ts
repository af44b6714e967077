import * as vega from 'vega';
import { expressionInterpreter } from 'vega-interpreter';
import { compile, type TopLevelSpec } from 'vega-lite';
import { chartConfig, type Medium } from './chart/look';
import { all, make } from './page/dom';

const views = new WeakMap<HTMLElement, vega.View>();

/** The specification a figure carries as JSON. */
function specOf(figure: HTMLElement): TopLevelSpec {
  const text = figure.querySelector('script[type="application/json"]')?.textContent ?? '';
  return JSON.parse(text) as TopLevelSpec;
}

function medium(): Medium {
  const root = document.documentElement;
  const chosen = root.dataset['bsTheme'];
  if (chosen === 'dark' || chosen === 'light') return chosen;
  return window.matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

/** Draws one figure; expressions are interpreted, never compiled, so that no evaluated code is needed. */
async function draw(figure: HTMLElement, look: Medium): Promise<void> {
  const canvas = figure.querySelector<HTMLElement>('.chart-canvas');
  if (!canvas) return;
  try {
    const spec = specOf(figure);
    const width = Math.max(240, Math.floor(canvas.clientWidth));
    const sized = 'width' in spec ? spec : { width, ...spec };
    const fitted = { autosize: { type: 'fit-x', contains: 'padding' }, ...sized } as TopLevelSpec;
    const { spec: compiled } = compile(fitted, { config: chartConfig(look) });
    views.get(figure)?.finalize();
    const view = new vega.View(vega.parse(compiled, undefined, { ast: true }), {
      renderer: 'svg',
      container: canvas,
      hover: true,
      expr: expressionInterpreter,
      logLevel: vega.Error,
    });
    views.set(figure, view);
    await view.runAsync();
    figure.dataset['drawn'] = look;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    canvas.replaceChildren(
      make('p', { class: 'chart-fault' }, `The chart could not be drawn (${why}). Its numbers are in the table below.`),
    );
    const table = figure.querySelector<HTMLDetailsElement>('details.chart-table');
    if (table) table.open = true;
    figure.dataset['drawn'] = 'fault';
  }
}

function drawAll(look: Medium): void {
  for (const figure of all(document, 'figure[data-chart]')) void draw(figure, look);
}

drawAll(medium());
document.addEventListener('centralis:theme', () => drawAll(medium()));
window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => drawAll(medium()));
window.addEventListener('beforeprint', () => drawAll('print'));
window.addEventListener('afterprint', () => drawAll(medium()));
document.addEventListener('htmx:load', (event) => {
  if (!(event.target instanceof Element)) return;
  for (const figure of all(event.target, 'figure[data-chart]')) {
    if (figure.dataset['drawn'] === undefined) void draw(figure, medium());
  }
});
let width = window.innerWidth;
let waiting = 0;
window.addEventListener('resize', () => {
  window.clearTimeout(waiting);
  waiting = window.setTimeout(() => {
    if (window.innerWidth === width) return;
    width = window.innerWidth;
    drawAll(medium());
  }, 200);
});
