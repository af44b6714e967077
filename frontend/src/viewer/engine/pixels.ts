import type { Types } from '@cornerstonejs/core';

/**
 * Let places on the pane and in the patient meet in the pixels' centres. Where the processor draws, the engine takes the
 * corner of a pixel for its centre (PS3.3 C.7.6.2.1.1): all that is drawn would lie half a pixel off the picture, and
 * off what a graphics card shows.
 */
export function meetInCentres(viewport: Types.IStackViewport): void {
  const { canvasToWorld, worldToCanvas } = viewport;
  const half = (sign: number): Types.Point3 => {
    const { direction, spacing } = viewport.getImageData();
    const part = (axis: number): number =>
      (sign * ((direction[axis] ?? 0) * (spacing[0] ?? 0) + (direction[axis + 3] ?? 0) * (spacing[1] ?? 0))) / 2;
    return [part(0), part(1), part(2)];
  };
  const moved = (point: Types.Point3, by: Types.Point3): Types.Point3 => [point[0] + by[0], point[1] + by[1], point[2] + by[2]];
  viewport.canvasToWorld = (canvas) => {
    const corner = canvasToWorld(canvas) as Types.Point3 | undefined;
    return corner ? moved(corner, half(-1)) : (corner as unknown as Types.Point3);
  };
  viewport.worldToCanvas = (world) => worldToCanvas(viewport.getImageData() ? moved(world, half(1)) : world);
}
