import { make } from '../../page/dom';
import type { Hand, Window } from '../engine';
import { dot } from '../protocol/link';
import { rangeOf, stepWindow } from '../protocol/windows';
import type { Point, Series } from '../types';
import { placeOf, placeTurned, turnOf } from './cuts';
import type { CutName, Cuts } from './cuts';
import { minus, pointOf } from './geometry';
import type { Plane } from './geometry';
import { fit, inGrey, lay, pictureOf } from './paint';
import { isInSuv } from './suv';

const A_STEP = 12;
const CLICK = 3;

/** How a plane is shown, told by the patient as `engine/view` tells a stack's; a MIP by how far it is turned, too. */
export interface CutView {
  name: CutName;
  turned_deg: number;
  window: Window;
  is_inverted: boolean;
  centre_mm: Point;
  height_mm: number;
}

/** A series cut anew in another plane: our own pane, drawn by the processor, so that it is the same without WebGL. */
export class CutPane {
  readonly canvas = make('canvas', { class: 'viewer-cut' });
  place: number;
  /** Told of every drawing. */
  onDrawn: () => void = () => undefined;
  /** Told of a point of the patient that was clicked. */
  onPoint: (point: Point) => void = () => undefined;
  private zoom = 1;
  private pan = { x: 0, y: 0 };
  private isInverted: boolean;
  private range: Window;
  private made: { place: number; values: Float32Array; columns: number; rows: number } | undefined;
  private readonly watching: ResizeObserver;

  constructor(
    parent: HTMLElement,
    readonly series: Series,
    readonly cuts: Cuts,
    private readonly first: Window,
    private readonly hand: () => Hand,
  ) {
    this.place = cuts.name === 'mip' ? 0 : Math.floor(cuts.count / 2);
    this.isInverted = isInSuv(series);
    this.range = first;
    parent.prepend(this.canvas);
    this.watching = new ResizeObserver(() => this.render());
    this.watching.observe(this.canvas);
    this.listen();
    this.render();
  }

  leave(): void {
    this.watching.disconnect();
    this.canvas.remove();
  }

  get count(): number {
    return this.cuts.count;
  }

  get plane(): Plane {
    return this.cuts.plane(this.place);
  }

  go(place: number): Promise<void> {
    const wrapped = this.cuts.name === 'mip' && Number.isFinite(place) ? (place + this.count) % this.count : place;
    this.place = Math.min(Math.max(wrapped, 0), this.count - 1);
    this.render();
    return Promise.resolve();
  }

  stepBy(by: number): Promise<void> {
    return this.go(this.place + by);
  }

  goToPoint(point: Point): void {
    if (this.cuts.name !== 'mip') void this.go(placeOf(this.cuts, point));
  }

  get window(): Window {
    return this.range;
  }

  set window(given: Window) {
    this.range = given;
    this.render();
  }

  stepWindow(wider: number, brighter: number): void {
    this.window = stepWindow(this.range, wider, brighter, isInSuv(this.series) ? 0.1 : 1);
  }

  showAsStored(): void {
    this.isInverted = isInSuv(this.series);
    this.window = this.first;
  }

  invert(): void {
    this.isInverted = !this.isInverted;
    this.render();
  }

  /** Planes of the patient keep their way up. */
  rotate(): void {
    this.render();
  }

  zoomBy(factor: number): void {
    this.zoom = Math.min(Math.max(this.zoom * factor, 0.2), 40);
    this.render();
  }

  reset(): void {
    this.zoom = 1;
    this.pan = { x: 0, y: 0 };
    this.showAsStored();
  }

  /** Where a point of the patient lies on the pane, in CSS pixels. */
  toCanvas(point: Point): readonly [number, number] {
    const { plane, scale } = this;
    const from = minus(point, plane.corner);
    const [x, y] = [dot(from, plane.along) - plane.width / 2, dot(from, plane.down) - plane.height / 2];
    return [this.canvas.clientWidth / 2 + this.pan.x + x * scale, this.canvas.clientHeight / 2 + this.pan.y + y * scale];
  }

  toWorld(x: number, y: number): Point {
    const { plane, scale } = this;
    const right = (x - this.canvas.clientWidth / 2 - this.pan.x) / scale + plane.width / 2;
    return pointOf(plane, right, (y - this.canvas.clientHeight / 2 - this.pan.y) / scale + plane.height / 2);
  }

  get shown(): CutView {
    const { clientWidth, clientHeight } = this.canvas;
    const { cuts, range: window, isInverted: is_inverted } = this;
    const centre_mm = this.toWorld(clientWidth / 2, clientHeight / 2);
    return { name: cuts.name, turned_deg: turnOf(cuts, this.place), window, is_inverted, centre_mm, height_mm: clientHeight / this.scale };
  }

  /** Show what was shown: on a canvas of the same size, the same picture. */
  showAgain(view: CutView): void {
    this.place = this.cuts.name === 'mip' ? placeTurned(this.cuts, view.turned_deg) : placeOf(this.cuts, view.centre_mm);
    this.range = view.window;
    this.isInverted = view.is_inverted;
    [this.zoom, this.pan] = [1, { x: 0, y: 0 }];
    this.zoom = this.canvas.clientHeight / view.height_mm / this.scale;
    const [x, y] = this.toCanvas(view.centre_mm);
    this.pan = { x: this.canvas.clientWidth / 2 - x, y: this.canvas.clientHeight / 2 - y };
    this.render();
  }

  render(): void {
    if (this.canvas.clientWidth === 0) return;
    if (this.made?.place !== this.place) this.made = { place: this.place, ...this.cuts.values(this.place) };
    const { values, columns, rows } = this.made;
    const bytes = inGrey(values, rangeOf(this.range, this.series), this.isInverted);
    fit(this.canvas);
    lay(this.canvas, pictureOf(bytes, columns, rows), [columns, rows], this.plane, (point) => this.toCanvas(point));
    this.onDrawn();
  }

  /** CSS pixels a millimetre: the whole plane fits, times the zoom. */
  private get scale(): number {
    const { width, height } = this.plane;
    return Math.min(this.canvas.clientWidth / width, this.canvas.clientHeight / height) * this.zoom;
  }

  private listen(): void {
    this.canvas.addEventListener('contextmenu', (event) => event.preventDefault());
    this.canvas.addEventListener('wheel', (event) => {
      event.preventDefault();
      void this.go(this.place + Math.sign(event.deltaY));
    }, { passive: false }); // prettier-ignore
    this.canvas.addEventListener('pointerdown', (event) => this.drag(event));
  }

  private drag(start: PointerEvent): void {
    const hand = start.button === 1 ? 'pan' : start.button === 2 ? 'zoom' : this.hand();
    let [x, y, left] = [start.clientX, start.clientY, 0];
    const move = (event: PointerEvent): void => {
      const [dx, dy] = [event.clientX - x, event.clientY - y];
      [x, y] = [event.clientX, event.clientY];
      if (hand === 'pan') this.pan = { x: this.pan.x + dx, y: this.pan.y + dy };
      else if (hand === 'zoom') this.zoom *= 1 + dy / 200;
      else if (hand === 'window') this.moveWindow(dx, dy);
      else {
        left += dy;
        void this.go(this.place + Math.trunc(left / A_STEP));
        left %= A_STEP;
      }
      this.render();
    };
    const end = (event: PointerEvent): void => {
      this.canvas.removeEventListener('pointermove', move);
      const moved = Math.hypot(event.clientX - start.clientX, event.clientY - start.clientY);
      if (moved <= CLICK && start.button === 0 && event.type === 'pointerup') this.point(event);
    };
    this.canvas.setPointerCapture(start.pointerId);
    this.canvas.addEventListener('pointermove', move);
    for (const name of ['pointerup', 'pointercancel'] as const) this.canvas.addEventListener(name, end, { once: true });
  }

  private moveWindow(wider: number, higher: number): void {
    const by = this.first.width / 250;
    const width = Math.max(this.range.width + wider * by, isInSuv(this.series) ? 0.1 : 1);
    this.range = { centre: this.range.centre + higher * by, width };
  }

  private point(event: PointerEvent): void {
    const box = this.canvas.getBoundingClientRect();
    this.onPoint(this.toWorld(event.clientX - box.left, event.clientY - box.top));
  }
}
