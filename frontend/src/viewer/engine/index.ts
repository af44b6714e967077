/** The only door to Cornerstone: no other module imports it. */
export { keepOnly, knowEdition, knowSeries, loadImage, placeOf } from './memory';
export { imageOf } from './metadata';
export { loadedFrame } from './segments';
export { StackPane } from './pane';
export type { Window } from './pane';
export { applyView, viewOf } from './view';
export type { View } from './view';
export { valuesOf } from './values';
export { findRendering, startEngine } from './start';
export type { Rendering } from './start';
export { draw, erase, eraseAll, holdEverywhere, isKind, newKey, onDrawn, writeBy } from './tools';
export type { Drawn, Hand } from './tools';
