import type { Point } from '../types';
import type { StackPane, Window } from './pane';

/**
 * How a pane shows its image, told by the patient and not by the screen: the point in the pane's middle (LPS, mm), how
 * many millimetres its height spans, the window in rescaled units. The same pane size gives the same picture again,
 * drawn by the graphics card or without it.
 */
export interface View {
  window: Window | null;
  is_inverted: boolean;
  rotation_deg: number;
  is_flipped: readonly [boolean, boolean];
  centre_mm: Point;
  height_mm: number;
}

/** How a pane shows its image now; nothing before it shows one. */
export function viewOf(pane: StackPane): View | undefined {
  const { viewport, element } = pane;
  const { parallelScale, flipHorizontal = false, flipVertical = false } = viewport.getCamera();
  const centre_mm = pane.toWorld(element.clientWidth / 2, element.clientHeight / 2);
  if (!centre_mm) return undefined;
  const { rotation = 0 } = viewport.getViewPresentation();
  const view = {
    window: pane.window ?? null,
    is_inverted: viewport.getProperties().invert ?? false,
    rotation_deg: ((rotation % 360) + 360) % 360,
    is_flipped: [flipHorizontal, flipVertical] as const,
    centre_mm,
    height_mm: 2 * (parallelScale ?? 0),
  };
  return [...centre_mm, view.height_mm].every(Number.isFinite) && view.height_mm > 0 ? view : undefined;
}

export function applyView(pane: StackPane, view: View): void {
  const { viewport, element } = pane;
  viewport.setProperties({ invert: view.is_inverted });
  if (view.window) pane.window = view.window;
  const [flipHorizontal, flipVertical] = view.is_flipped;
  viewport.setViewPresentation({ rotation: view.rotation_deg, flipHorizontal, flipVertical });
  // By ratio: set as a scale, the engine without a graphics card takes it wrongly where pixels are not square.
  const { parallelScale = view.height_mm / 2 } = viewport.getCamera();
  viewport.setZoom((viewport.getZoom() * 2 * parallelScale) / view.height_mm);
  const middle = pane.toWorld(element.clientWidth / 2, element.clientHeight / 2);
  if (!middle) return;
  const { focalPoint = middle, position = middle } = viewport.getCamera();
  const by = (point: readonly number[]): [number, number, number] => {
    const [x = 0, y = 0, z = 0] = point.map((part, axis) => part + (view.centre_mm[axis] ?? 0) - (middle[axis] ?? 0));
    return [x, y, z];
  };
  viewport.setCamera({ focalPoint: by(focalPoint), position: by(position) });
  pane.render();
}
