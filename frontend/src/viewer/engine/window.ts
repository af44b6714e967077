import type { Types } from '@cornerstonejs/core';
import { WindowLevelTool } from '@cornerstonejs/tools';
import { isInSuv } from '../planes/suv';
import { imageOf } from './metadata';

const SUV_A_PIXEL = 0.02;

/** What the engine hands to its window tool for one movement. */
interface Movement {
  viewport: Types.IStackViewport;
  deltaPointsCanvas: Types.Point2;
  lower: number;
  upper: number;
}

/**
 * The engine's window tool, but for SUV: the engine goes by the range of the stored numbers, which would change the
 * window of uptake by tens of SUV at each pixel of the mouse.
 */
export class WindowTool extends WindowLevelTool {
  override getNewRange(movement: Parameters<WindowLevelTool['getNewRange']>[0]): { lower: number; upper: number } {
    const { viewport, deltaPointsCanvas, lower, upper } = movement as Movement;
    const image = imageOf(viewport.getCurrentImageId?.() ?? '');
    if (!isInSuv(image?.series)) return super.getNewRange(movement);
    const [wider, higher] = [deltaPointsCanvas[0] * SUV_A_PIXEL, deltaPointsCanvas[1] * SUV_A_PIXEL];
    const half = Math.max((upper - lower + wider) / 2, 0.05);
    const middle = (lower + upper) / 2 + higher;
    return { lower: middle - half, upper: middle + half };
  }

  override getPTScaledNewRange(movement: Parameters<WindowLevelTool['getPTScaledNewRange']>[0]): { lower: number; upper: number } {
    return this.getNewRange({ voiLutFunction: undefined, ...movement });
  }
}
