import { eventTarget, utilities } from '@cornerstonejs/core';
import type { Types } from '@cornerstonejs/core';
import {
  addTool,
  AngleTool,
  annotation,
  BidirectionalTool,
  EllipticalROITool,
  Enums,
  LengthTool,
  PanTool,
  PlanarFreehandROITool,
  StackScrollTool,
  ToolGroupManager,
  ZoomTool,
} from '@cornerstonejs/tools';
import type { Types as ToolTypes } from '@cornerstonejs/tools';
import { untilLeft } from '../../page/leaving';
import type { MarkKind, Point } from '../types';
import { imageOf } from './metadata';
import { WindowTool } from './window';

type DrawnKind = Exclude<MarkKind, 'mask'>;
/** What the left button does. */
export type Hand = 'window' | 'scroll' | 'pan' | 'zoom' | DrawnKind;

const NAMES: Readonly<Record<Hand, string>> = {
  window: WindowTool.toolName,
  scroll: StackScrollTool.toolName,
  pan: PanTool.toolName,
  zoom: ZoomTool.toolName,
  ellipse: EllipticalROITool.toolName,
  freehand: PlanarFreehandROITool.toolName,
  angle: AngleTool.toolName,
  length: LengthTool.toolName,
  bidirectional: BidirectionalTool.toolName,
};
const KINDS: Readonly<Record<string, DrawnKind>> = Object.fromEntries(
  (['length', 'bidirectional', 'ellipse', 'freehand', 'angle'] as const).map((kind) => [NAMES[kind], kind]),
);
/** Points of a freehand region that the server takes at most; a longer line is thinned out evenly. */
const MOST_POINTS = 1000;
const { MouseBindings } = Enums;
const EDITABLE = 'reading-current';
const FIXED = 'reading-before';

/** A measurement as it is drawn: its points in the patient (LPS, mm) on one frame. */
export interface Drawn {
  key: string;
  kind: DrawnKind;
  instance: string;
  frame: number;
  points: Point[];
}

/** What is written beside a measurement; the server's numbers, never the engine's. */
export type Writing = (key: string) => string[];
let writing: Writing = () => [];

export function startToolClasses(): void {
  const drawing = [LengthTool, BidirectionalTool, EllipticalROITool, PlanarFreehandROITool, AngleTool];
  for (const tool of [WindowTool, StackScrollTool, PanTool, ZoomTool, ...drawing]) addTool(tool);
  startGroup(EDITABLE, true);
  startGroup(FIXED, false);
}

/** Say what stands beside each measurement. */
export function writeBy(given: Writing): void {
  writing = given;
}

function startGroup(name: string, mayMeasure: boolean): void {
  const group = ToolGroupManager.createToolGroup(name);
  if (!group) return;
  const beside = { getTextLines: (data: { key?: string }) => writing(data.key ?? '') };
  for (const hand of Object.keys(NAMES) as Hand[]) {
    const kind = isKind(hand);
    const closed = hand === 'freehand' ? { allowOpenContours: false } : {};
    group.addTool(NAMES[hand], kind ? { ...beside, ...closed, preventHandleOutsideImage: true } : {});
    if (kind && !mayMeasure) group.setToolEnabled(NAMES[hand]);
  }
  group.setToolActive(StackScrollTool.toolName, { bindings: [{ mouseButton: MouseBindings.Wheel }] });
  hold(group.id, 'window');
}

export function isKind(hand: string): hand is DrawnKind {
  return Object.values(KINDS).includes(hand as DrawnKind);
}

/** Put a pane under the tools; only the panes of the time point being read can be measured on. */
export function joinTools(viewportId: string, engineId: string, isEditable: boolean): void {
  ToolGroupManager.getToolGroup(EDITABLE)?.removeViewports(engineId, viewportId);
  ToolGroupManager.getToolGroup(FIXED)?.removeViewports(engineId, viewportId);
  ToolGroupManager.getToolGroup(isEditable ? EDITABLE : FIXED)?.addViewport(viewportId, engineId);
}

/** Choose what the left button does, in all panes; where nothing may be measured it turns to scrolling. */
export function holdEverywhere(hand: Hand): void {
  hold(EDITABLE, hand);
  hold(FIXED, isKind(hand) ? 'scroll' : hand);
}

function hold(name: string, hand: Hand): void {
  const group = ToolGroupManager.getToolGroup(name);
  if (!group) return;
  for (const one of Object.keys(NAMES) as Hand[]) {
    if (isKind(one) && name === FIXED) continue;
    group.setToolPassive(NAMES[one], { removeAllBindings: true });
  }
  const buttons: Record<string, number[]> = {
    [NAMES.pan]: [MouseBindings.Auxiliary],
    [NAMES.zoom]: [MouseBindings.Secondary],
    [NAMES.scroll]: [MouseBindings.Wheel],
  };
  (buttons[NAMES[hand]] ??= []).push(MouseBindings.Primary);
  for (const [tool, mouse] of Object.entries(buttons)) {
    group.setToolActive(tool, { bindings: mouse.map((mouseButton) => ({ mouseButton })) });
  }
}

/** Tell of every measurement that was drawn or moved, and of those removed with the engine's own means. */
export function onDrawn(tell: (drawn: Drawn) => void): void {
  const { ANNOTATION_COMPLETED, ANNOTATION_MODIFIED } = Enums.Events;
  const heard = ((event: CustomEvent<{ annotation: ToolTypes.Annotation }>) => {
    const drawn = read(event.detail.annotation);
    if (drawn) tell(drawn);
  }) as EventListener;
  for (const name of [ANNOTATION_COMPLETED, ANNOTATION_MODIFIED]) {
    eventTarget.addEventListener(name, heard);
    untilLeft().addEventListener('abort', () => eventTarget.removeEventListener(name, heard));
  }
}

function read(found: ToolTypes.Annotation): Drawn | undefined {
  const kind = KINDS[found.metadata?.toolName ?? ''];
  const image = imageOf(found.metadata?.referencedImageId ?? '');
  const points = kind === 'freehand' ? thin(lineOf(found)) : found.data?.handles?.points;
  if (!kind || !image || !points || !found.annotationUID) return undefined;
  (found.data as { key?: string }).key = found.annotationUID;
  return {
    key: found.annotationUID,
    kind,
    instance: image.instance,
    frame: image.frame,
    points: points.map((one) => [one[0], one[1], one[2]] as const),
  };
}

/** The line of a freehand region; none while it is not closed. */
function lineOf(found: ToolTypes.Annotation): Types.Point3[] | undefined {
  const { contour } = found.data as { contour?: { polyline: Types.Point3[]; closed: boolean } };
  return contour?.closed && contour.polyline.length > 2 ? contour.polyline : undefined;
}

/** Every n-th point of a line, so that no more than the most are left. */
export function thin<T>(points: readonly T[] | undefined): readonly T[] | undefined {
  const step = Math.ceil((points?.length ?? 0) / MOST_POINTS);
  return step > 1 ? points?.filter((_, place) => place % step === 0) : points;
}

/** Put a stored measurement on its frame. `normal` and `up` are the pane's. */
export function draw(drawn: Drawn, id: string, camera: { normal: Point; up: Point }, isFixed: boolean): void {
  if (annotation.state.getAnnotation(drawn.key)) return;
  const image = imageOf(id);
  if (!image) return;
  const tool = NAMES[drawn.kind];
  const places = drawn.points.map((one) => [one[0], one[1], one[2]]);
  annotation.state.addAnnotation(
    {
      annotationUID: drawn.key,
      highlighted: false,
      invalidated: true,
      isLocked: isFixed,
      isVisible: true,
      metadata: {
        toolName: tool,
        FrameOfReferenceUID: image.series.frame_of_reference,
        referencedImageId: id,
        viewPlaneNormal: [...camera.normal],
        viewUp: [...camera.up],
      },
      data: {
        key: drawn.key,
        label: '',
        cachedStats: {},
        ...(drawn.kind === 'freehand' ? { contour: { polyline: places, closed: true } } : {}),
        handles: {
          points: drawn.kind === 'freehand' ? [] : places,
          activeHandleIndex: null,
          textBox: {
            hasMoved: false,
            worldPosition: [0, 0, 0],
            worldBoundingBox: {
              topLeft: [0, 0, 0],
              topRight: [0, 0, 0],
              bottomLeft: [0, 0, 0],
              bottomRight: [0, 0, 0],
            },
          },
        },
      },
    } as unknown as ToolTypes.Annotation,
    image.series.frame_of_reference,
  );
}

/** A name for a mark that the engine did not draw itself. */
export function newKey(): string {
  return utilities.uuidv4();
}

/** Take every measurement off the images; what was saved is drawn again by the page that shows it. */
export function eraseAll(): void {
  annotation.state.removeAllAnnotations();
}

export function erase(key: string): void {
  if (annotation.state.getAnnotation(key)) annotation.state.removeAnnotation(key);
}

