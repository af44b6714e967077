import type { Config } from 'vega-lite';

// Okabe and Ito's palette, told apart by colour-blind people; dark pages take lighter partners.
const LIGHT = ['#0072b2', '#b65200', '#00795a', '#a8477f', '#8a6d00', '#3d7ea6', '#4a4a4a'];
const DARK = ['#6cb8ee', '#f0a05a', '#4fc9a4', '#e39ac4', '#e8d25a', '#9ecdf0', '#c8ccd2'];
const PRINT = ['#000000', '#5e5e5e', '#8f8f8f', '#b5b5b5', '#2e2e2e', '#777777', '#444444'];

export type Medium = 'light' | 'dark' | 'print';

/** Vega-Lite's configuration for a medium: quiet axes, house type, no frame. */
export function chartConfig(medium: Medium): Config {
  const dark = medium === 'dark';
  const ink = medium === 'print' ? '#000000' : dark ? '#e4e8ee' : '#1c2430';
  const soft = medium === 'print' ? '#333333' : dark ? '#a9b3c0' : '#505b6b';
  const line = medium === 'print' ? '#999999' : dark ? '#333b46' : '#dde1e7';
  const range = medium === 'print' ? PRINT : dark ? DARK : LIGHT;
  const font = 'system-ui, sans-serif';
  return {
    background: 'transparent',
    font,
    view: { stroke: null },
    axis: {
      labelColor: soft, titleColor: ink, domainColor: soft, tickColor: soft, gridColor: line,
      labelFontSize: 12, titleFontSize: 12, titleFontWeight: 600, labelFont: font, titleFont: font, titlePadding: 8,
    },
    legend: { labelColor: ink, titleColor: ink, labelFontSize: 12, titleFontSize: 12, labelFont: font, titleFont: font },
    header: { labelColor: ink, titleColor: ink },
    title: { color: ink, fontSize: 13, anchor: 'start' },
    text: { color: ink, fontSize: 12, font },
    rule: { color: soft },
    bar: { color: range[0] ?? ink },
    line: { color: range[0] ?? ink, strokeWidth: 2 },
    point: { color: range[0] ?? ink, filled: true, size: 48 },
    range: { category: range },
  };
}
