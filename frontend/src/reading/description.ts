/** A form as the server describes it (`forms.describe`): what both sides check. */
export interface Field {
  name: string;
  label: string;
  kind: 'text' | 'code' | 'number' | 'integer' | 'boolean' | 'numbers' | 'lesion';
  unit: string;
  minimum: number | null;
  maximum: number | null;
  required: boolean;
  needed_when: Record<string, string[]>;
  only_when: Record<string, string[]>;
  default: string | boolean | null;
}

export interface Section {
  name: string;
  listed: string[];
  fields: Field[];
}

/** Where a value stands: section, row (null for fields of the time point) and field. */
export interface Place {
  section: string;
  row: number | null;
  field: string;
}

/** Fields of the time point as a whole stand in this section. */
export const WHOLE = 'time_point';

/** Read `targets-0-diameter_mm` or `time_point-score`; null for a name that is no field of the form. */
export function parseName(name: string): Place | null {
  const [section, second, third] = name.split('-');
  if (section === undefined || second === undefined) return null;
  if (third !== undefined) return /^\d+$/.test(second) ? { section, row: Number(second), field: third } : null;
  return section === WHOLE ? { section, row: null, field: second } : null;
}

export function writeName(place: Place): string {
  return place.row === null ? `${place.section}-${place.field}` : `${place.section}-${place.row}-${place.field}`;
}
