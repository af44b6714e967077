import type { Shown } from './state/shown';

/** What the server says of one time point's images; built on the server from an allow-list. */
export interface Images {
  /** Changes with the images: pixels fetched of another edition are not these. */
  edition?: string;
  /** What the server could not read at all, in the reader's words. */
  lost?: readonly string[];
  series: readonly Series[];
}

export type Point = readonly [number, number, number];
export type Pair = readonly [number, number];
/** Attributes of the DICOM JSON model, by tag. */
export type Model = Readonly<Record<string, unknown>>;

export interface Series {
  id: string;
  label: string;
  modality: string;
  frame_of_reference: string;
  fitness: Fitness;
  /** Whether pixel values may be told as numbers; if not, windows by name mean nothing. */
  has_values?: boolean;
  /** How long a frame of a cine is shown. */
  cine_ms?: number | null;
  /** Of PET alone: the factor from rescaled values to SUV by body weight, or why there is none. */
  suv: Suv | null;
  shared: Model;
  images: readonly ImageFacts[];
}

/** `unit` is that of the values without the factor. */
export interface Suv {
  factor: number | null;
  unit: string;
  reason: string;
}

/** The server's word on what may be done with a series. */
export interface Fitness {
  is_measurable: boolean;
  is_reformattable: boolean;
  is_calibrated: boolean;
  label: string;
  reasons: readonly string[];
  warnings: readonly string[];
}

/** One frame: where its pixels are had, how it lies (LPS, mm), and what it does not share with its series. */
export interface ImageFacts {
  url: string;
  instance: string;
  frame: number;
  position: Point;
  orientation: readonly number[];
  spacing: Pair;
  own: Model;
  /** Why the frame can't be shown, in the reader's words; of frames that can there is none. */
  fault?: string;
}

/** What the server measured of a region (statistics in `unit`, area in mm²) or an angle (degrees). */
export interface Values {
  area_mm2?: number;
  count?: number;
  mean?: number;
  sd?: number;
  min?: number;
  max?: number;
  peak?: number;
  sul_mean?: number;
  sul_sd?: number;
  sul_peak?: number;
  unit?: string;
  note?: string;
  angle_degrees?: number;
}

/** A run of a mask's pixels: where it starts, counted row by row from 0, and its length. */
export type Run = readonly [number, number];

/** One stored measurement; its numbers are the server's own. A mask has `runs` in place of points. */
export interface Mark {
  key: string;
  edit: number;
  lesion: string;
  /** The lesion that a region or mask is of; empty for none. */
  of_lesion: string;
  kind: MarkKind;
  instance: string;
  frame: number;
  points: readonly Point[];
  runs: readonly Run[];
  values: Values;
  volume_ml: number | null;
  long_mm: number | null;
  short_mm: number | null;
  is_node: boolean | null;
  note: string;
  /** Keys of the marks that this one takes the place of, since the server last kept it. */
  over?: readonly string[];
}

/** A frame chosen as a key image; `letter` names the read of two that are compared. */
export interface KeyImage {
  instance: string;
  series: string;
  frame: number;
  letter: string;
}

export type MarkKind = 'length' | 'bidirectional' | 'ellipse' | 'freehand' | 'angle' | 'mask';

/** One place of the page's plan: a time point with its images and marks. */
export interface PlannedPane {
  label: string;
  number: number;
  is_current: boolean;
  images_url: string;
  marks_url: string;
  unmark_url: string;
  /** Where both readers' marks are had, when an adjudicator reads the case anew. */
  compared_url?: string;
  keys_url: string;
  /** Where the page keeps how it shows its images; only of the time point read now. */
  view_url?: string;
}

/** The definition's hanging protocol for this time point, filled by the server. */
export interface Hanging {
  name: string;
  rows: number;
  columns: number;
  /** What the left button may do. */
  tools: readonly string[];
  /** Names of the windows offered, such as soft_tissue; none means all. */
  windows: readonly string[];
  cells: readonly HungCell[];
}

/** One cell: its pane in the plan, its series by the server's name, a window in rescaled units, cells linked with it. */
export interface HungCell {
  pane: number;
  series: string;
  is_as_asked: boolean;
  window: { centre: number; width: number } | null;
  link: string;
}

export interface Plan {
  panes: readonly PlannedPane[];
  hanging?: Hanging | null;
  /** Where the images of what is read next are asked for; pages that are only looked at have none. */
  ahead_url?: string;
  link: boolean;
  editable: boolean;
  /** How the images were shown, to show them so again; panes have the size they had where it is shown as signed. */
  view?: Shown | null;
  /** Where a page on which nothing is drawn keeps how it shows its images; else that of the time point read now. */
  view_url?: string;
  is_as_signed?: boolean;
}
