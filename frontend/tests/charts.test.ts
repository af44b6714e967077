import * as vega from 'vega';
import { expressionInterpreter } from 'vega-interpreter';
import { compile, type TopLevelSpec } from 'vega-lite';
import { describe, expect, it } from 'vitest';
import { chartConfig, type Medium } from '../src/chart/look';

const SPEC: TopLevelSpec = {
  width: 200,
  height: 100,
  data: { values: [{ s: 'a', v: -30 }, { s: 'b', v: 20 }] },
  mark: { type: 'bar' },
  encoding: {
    x: { field: 's', type: 'nominal' },
    y: { field: 'v', type: 'quantitative', title: 'Change (%)' },
    color: { condition: { test: 'datum.v < 0', value: 'green' }, value: 'red' },
  },
};

describe('charts under a policy without evaluated code', () => {
  it.each<Medium>(['light', 'dark', 'print'])('draws in %s with expressions interpreted', async (medium) => {
    const evaluated = globalThis.Function;
    const { spec } = compile(SPEC, { config: chartConfig(medium) });
    const runtime = vega.parse(spec, undefined, { ast: true });
    let svg = '';
    try {
      globalThis.Function = (() => {
        throw new Error('evaluated code');
      }) as unknown as FunctionConstructor;
      svg = await new vega.View(runtime, { renderer: 'none', expr: expressionInterpreter }).toSVG();
    } finally {
      globalThis.Function = evaluated;
    }
    expect(svg).toContain('Change (%)');
    expect(svg).toMatch(/fill="green"/);
    expect(svg).toMatch(/fill="red"/);
  });

  it('prints without colour', () => {
    const range = (chartConfig('print').range as { category: string[] }).category;
    for (const colour of range) expect(colour).toMatch(/^#(..)\1\1$/);
  });
});
