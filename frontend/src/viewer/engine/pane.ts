import { Enums, eventTarget, imageLoader } from '@cornerstonejs/core';
import type { RenderingEngine, Types } from '@cornerstonejs/core';
import { isInSuv } from '../planes/suv';
import { middleOf } from '../prefetch/order';
import { rangeOf, stepWindow } from '../protocol/windows';
import type { Pair, Point, Series } from '../types';
import { Fetching } from './fetching';
import { addSeries, imageOf } from './metadata';
import { joinTools } from './tools';

/** A window in rescaled units (Hounsfield for CT), linear as in DICOM PS3.3 C.11.2.1.2; for SUV linear-exact. */
export interface Window {
  centre: number;
  width: number;
}

/**
 * The range of values that is drawn, from black to white. Without a graphics card the engine keeps the window for a new
 * image but tells that image's own, so what it draws with is asked for.
 */
function shownRange(viewport: Types.IStackViewport): Types.VOIRange | undefined {
  const { _cpuFallbackEnabledElement: drawn } = viewport as unknown as { _cpuFallbackEnabledElement?: Types.CPUFallbackEnabledElement };
  const { windowCenter, windowWidth } = drawn?.viewport?.voi ?? {};
  if (typeof windowCenter !== 'number' || typeof windowWidth !== 'number') return viewport.getProperties().voiRange;
  const [half, middle] = [(windowWidth - 1) / 2, windowCenter - 0.5];
  return { lower: middle - half, upper: middle + half };
}

/** Panes by the engine's name of their viewport; the engine tells of broken images to all of them at once. */
const panes = new Map<string, StackPane>();

/** Let panes know when their image can't be had: the engine would go on showing the one before under its name. */
export function watchBroken(): void {
  eventTarget.addEventListener(Enums.Events.IMAGE_LOAD_ERROR, ((event: CustomEvent<{ imageId?: string }>) => {
    for (const pane of panes.values()) pane.lose(event.detail.imageId ?? '');
  }) as EventListener);
}

/** One stack of images on the page: what is shown, where, how; it asks the engine for all of it. */
export class StackPane {
  readonly id: string;
  series: Series | undefined;
  isEditable = false;
  /** Whether the image at this place can't be shown; nothing may be measured then. */
  isBroken = false;
  private tellBroken: (isBroken: boolean) => void = () => undefined;
  /** Whether the pane was left; what was asked for before may still arrive. */
  isGone = false;
  private names: string[] = [];
  private readonly fetching = new Fetching({
    place: () => this.aim,
    panes: () => panes.size,
    isShown: (name) => [...panes.values()].some((one) => one.imageName === name),
  });
  /** Where the stack is on its way to. */
  private aimed = 0;
  private moving: Promise<void> | undefined;
  /** The window that waits for the first picture. */
  private wish: Window | undefined;
  /** Done when what is kept of the series around the place where it was opened was fetched. */
  whole: Promise<void> = Promise.resolve();

  constructor(
    private readonly engine: RenderingEngine,
    readonly element: HTMLDivElement,
    id: string,
  ) {
    this.id = id;
    engine.enableElement({ viewportId: id, type: Enums.ViewportType.STACK, element });
    element.addEventListener('contextmenu', (event) => event.preventDefault());
    element.addEventListener(Enums.Events.STACK_NEW_IMAGE, () => {
      this.break(false);
      this.fetching.moved();
    });
    this.onRendered(() => {
      const { wish } = this;
      this.wish = undefined;
      if (wish) this.window = wish;
    });
    panes.set(id, this);
  }

  /** Take note that an image can't be had; it counts where it is the one to be shown. */
  lose(name: string): void {
    if (name !== '' && this.engine.getViewport(this.id) && name === this.imageName) this.break(true);
  }

  /** Tell when the image that should be shown can't be, and when one is shown again. */
  onBroken(tell: (isBroken: boolean) => void): void {
    this.tellBroken = tell;
  }

  private break(isBroken: boolean): void {
    if (!isBroken && !this.isBroken) return;
    this.isBroken = isBroken;
    joinTools(this.id, this.engine.id, this.isEditable && !isBroken);
    this.tellBroken(isBroken);
  }

  /** Show a series, in its middle or at a place; rejects when its first image can't be had. */
  async show(series: Series, isEditable: boolean, place = middleOf(series.images.length)): Promise<void> {
    this.series = series;
    this.isEditable = isEditable && series.fitness.is_measurable;
    this.fetching.stop();
    this.names = addSeries(series);
    this.moving = undefined;
    this.wish = undefined;
    joinTools(this.id, this.engine.id, this.isEditable);
    await this.viewport.setStack(this.names, place);
    if (this.isGone) return;
    if (isInSuv(series)) this.viewport.setProperties({ voiRange: { lower: 0, upper: 5 }, invert: true });
    this.viewport.render();
    this.whole = this.fetching.begin(this.names);
  }

  /** The pane goes: fetch no more, give its place in the engine back. */
  leave(): void {
    this.isGone = true;
    this.fetching.stop();
    this.names = [];
    this.engine.disableElement(this.id);
    if (panes.get(this.id) === this) panes.delete(this.id);
  }

  get viewport(): Types.IStackViewport {
    return this.engine.getViewport(this.id) as Types.IStackViewport;
  }

  get count(): number {
    return this.names.length;
  }

  get place(): number {
    return this.count > 0 ? this.viewport.getCurrentImageIdIndex() : 0;
  }

  /** Columns and rows of the image shown. */
  get size(): Pair {
    const [columns = 0, rows = 0] = this.viewport.getImageData()?.dimensions ?? [];
    return [columns, rows];
  }

  /** Whether a picture is there; before, no point of the patient has a place on the pane. */
  get hasPicture(): boolean {
    return this.viewport.getImageData() !== undefined;
  }

  /** The place shown, or the one that is on its way. */
  get aim(): number {
    return this.moving ? this.aimed : this.place;
  }

  get imageName(): string {
    return this.names[this.place] ?? '';
  }

  nameOf(instance: string, frame: number): string | undefined {
    return this.names.find((name) => {
      const image = imageOf(name);
      return image?.instance === instance && image.frame === frame;
    });
  }

  /** Show a place; asked again while it is on its way, the last one asked for is gone to. */
  go(place: number): Promise<void> {
    const within = Math.min(Math.max(place, 0), this.count - 1);
    if (this.count < 1 || within === this.aim) return this.moving ?? Promise.resolve();
    this.aimed = within;
    if (!this.moving) {
      const moving = this.follow(this.names).finally(() => {
        if (this.moving === moving) this.moving = undefined;
      });
      this.moving = moving;
    }
    return this.moving;
  }

  stepBy(by: number): Promise<void> {
    return this.go(this.aim + by);
  }

  private async follow(names: readonly string[]): Promise<void> {
    let shown = -1;
    while (!this.isGone && names === this.names && shown !== this.aimed) {
      shown = this.aimed;
      const name = names[shown] ?? '';
      const options = { requestType: Enums.RequestType.Interaction, priority: -5 };
      await this.fetching.giveWay(imageLoader.loadAndCacheImage(name, options)).catch(() => undefined);
      if (this.isGone || names !== this.names) return;
      // The engine never answers for an image that another one was asked for after: then the other one's coming counts.
      const set = this.viewport.setImageIdIndex(shown).catch(() => this.lose(name));
      await Promise.race([set, new Promise((done) => this.element.addEventListener(Enums.Events.STACK_NEW_IMAGE, done, { once: true }))]);
    }
  }

  async goTo(name: string): Promise<void> {
    const place = this.names.indexOf(name);
    if (place >= 0) await this.go(place);
  }

  get window(): Window | undefined {
    const range = shownRange(this.viewport);
    if (range && isInSuv(this.series)) return { centre: (range.lower + range.upper) / 2, width: range.upper - range.lower };
    return range && { centre: (range.lower + range.upper + 1) / 2, width: range.upper - range.lower + 1 };
  }

  set window(given: Window) {
    this.alter((viewport) => viewport.setProperties({ voiRange: rangeOf(given, this.series) }));
  }

  /** Show in a window from the first picture on, however late it comes. */
  openIn(given: Window): void {
    if (this.hasPicture) this.window = given;
    else this.wish = given;
  }

  /** Make the window a step wider or narrower, brighter or darker. */
  stepWindow(wider: number, brighter: number): void {
    const now = this.window;
    if (now) this.window = stepWindow(now, wider, brighter, isInSuv(this.series) ? 0.1 : 1);
  }

  /** Show as the images say; uptake in SUV dark on light, from 0 to 5. */
  showAsStored(): void {
    this.alter((viewport) => {
      viewport.resetProperties();
      if (isInSuv(this.series)) viewport.setProperties({ voiRange: { lower: 0, upper: 5 }, invert: true });
    });
  }

  invert(): void {
    this.alter((viewport) => viewport.setProperties({ invert: !viewport.getProperties().invert }));
  }

  rotate(): void {
    this.alter((viewport) => {
      const { rotation = 0 } = viewport.getViewPresentation();
      viewport.setViewPresentation({ rotation: (rotation + 90) % 360 });
    });
  }

  zoomBy(factor: number): void {
    this.alter((viewport) => viewport.setZoom(viewport.getZoom() * factor));
  }

  panBy(x: number, y: number): void {
    this.alter((viewport) => {
      const [left, top] = viewport.getPan();
      viewport.setPan([left + x, top + y]);
    });
  }

  reset(): void {
    this.alter((viewport) => viewport.resetCamera());
    this.showAsStored();
  }

  /** Change how the picture looks or lies; before one is there, there is nothing to change. */
  private alter(change: (viewport: Types.IStackViewport) => void): void {
    if (!this.hasPicture) return;
    change(this.viewport);
    this.viewport.render();
  }

  render(): void {
    if (!this.isGone) this.viewport.render();
  }

  /** Where a point of the patient lies on the pane, in CSS pixels. */
  toCanvas(point: Point): readonly [number, number] {
    return this.viewport.worldToCanvas([...point]);
  }

  /** The point of the patient at a place of the pane; without a graphics card none before the first picture is there. */
  toWorld(x: number, y: number): Point | undefined {
    const at = this.viewport.canvasToWorld([x, y]) as Types.Point3 | undefined;
    return at && [at[0], at[1], at[2]];
  }

  get camera(): { normal: Point; up: Point } {
    const { viewPlaneNormal, viewUp } = this.viewport.getCamera();
    return { normal: [...(viewPlaneNormal ?? [0, 0, 1])] as unknown as Point, up: [...(viewUp ?? [0, -1, 0])] as unknown as Point };
  }

  /** Tell of every new image and every change of window or place. */
  onChange(tell: () => void): void {
    for (const name of [Enums.Events.STACK_NEW_IMAGE, Enums.Events.VOI_MODIFIED, Enums.Events.CAMERA_MODIFIED]) {
      this.element.addEventListener(name, tell);
    }
  }

  /** Tell of a new image alone. */
  onImage(tell: () => void): void {
    this.element.addEventListener(Enums.Events.STACK_NEW_IMAGE, tell);
  }

  /** Tell whenever the picture was drawn; the engine also tells of a pane that has none yet. */
  onRendered(tell: () => void): void {
    this.element.addEventListener(Enums.Events.IMAGE_RENDERED, () => {
      if (!this.isGone && this.hasPicture) tell();
    });
  }

  resize(): void {
    this.engine.resize(true, true);
  }
}
