import type { Field, Section } from './description';

/** One row of a section as typed: field → text; a tick is 'yes'. */
export type Row = Readonly<Record<string, string>>;

/** What a row comes to: faults by field, fields that don't count now, and values that others imply. */
export interface Checked {
  faults: Record<string, string>;
  off: string[];
  implied: Record<string, string>;
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** Check a row by its description, as the server will again. `isTold`: gaps are named only in rows that were begun. */
export function checkRow(section: Section, row: Row, isTold: boolean): Checked {
  const implied = imply(section, row);
  const value = (name: string) => row[name]?.trim() || implied[name] || '';
  const faults: Record<string, string> = {};
  const off: string[] = [];
  for (const field of section.fields) {
    if (isOff(section, field, value)) off.push(field.name);
    else {
      const fault = checkField(section, field, value, isTold);
      if (fault) faults[field.name] = fault;
    }
  }
  return { faults, off, implied };
}

/** What is wrong with one field; an empty text when nothing is. */
function checkField(section: Section, field: Field, value: (name: string) => string, isTold: boolean): string {
  const typed = value(field.name);
  if (typed) return checkValue(field, typed);
  if (!isTold) return '';
  const isNeeded = Object.keys(field.needed_when).length > 0 && holds(section, field.needed_when, value);
  return field.required || isNeeded ? 'still empty' : '';
}

/** What is wrong with a typed value; a decimal comma counts as a point. */
export function checkValue(field: Field, typed: string): string {
  if (field.kind === 'numbers') {
    const parts = typed.split(/[\s;+]+/).filter(Boolean);
    return parts.map((part) => checkNumber(field, part)).find(Boolean) ?? '';
  }
  return field.kind === 'number' || field.kind === 'integer' ? checkNumber(field, typed) : '';
}

function checkNumber(field: Field, typed: string): string {
  const text = typed.trim().replace(',', '.');
  const number = NUMBER.test(text) ? Number(text) : NaN;
  const isWithin = (field.minimum ?? -Infinity) <= number && number <= (field.maximum ?? Infinity);
  if (Number.isFinite(number) && isWithin && (field.kind !== 'integer' || Number.isInteger(number))) return '';
  return `no ${field.kind === 'integer' ? 'whole number' : 'number'}${limits(field)}`;
}

function limits({ minimum, maximum, unit }: Field): string {
  const suffix = unit ? ` ${unit}` : '';
  if (minimum !== null && maximum !== null) return ` from ${minimum} to ${maximum}${suffix}`;
  if (minimum !== null) return ` of ${minimum}${suffix} or more`;
  return maximum !== null ? ` of ${maximum}${suffix} or less` : '';
}

/** The state that a measurement implies: a diameter means measured. Only into fields that are empty. */
function imply(section: Section, row: Row): Record<string, string> {
  const found: Record<string, string> = {};
  for (const field of section.fields) {
    const conditions = Object.entries(field.needed_when);
    const [other, values] = conditions[0] ?? [];
    if (conditions.length !== 1 || other === undefined || values?.length !== 1 || !row[field.name]?.trim()) continue;
    if (!row[other]?.trim()) found[other] ??= values[0] ?? '';
  }
  return found;
}

/** A field is off when another one says so; while that one is empty, either may be told first. */
function isOff(section: Section, field: Field, value: (name: string) => string): boolean {
  return Object.entries(field.only_when).some(([name, values]) => {
    const told = word(section, name, value(name));
    return told !== 'none' && !values.includes(told);
  });
}

function holds(section: Section, conditions: Record<string, string[]>, value: (name: string) => string): boolean {
  return Object.entries(conditions).every(([name, values]) => values.includes(word(section, name, value(name))));
}

/** A value as conditions name it: yes and no as true and false, an empty one as its default says. */
function word(section: Section, name: string, typed: string): string {
  const field = section.fields.find((one) => one.name === name);
  if (field?.kind === 'boolean') return typed ? String(typed === 'yes') : String(field.default ?? 'none');
  if (typed) return typed;
  if (field?.default !== null && field?.default !== undefined) return String(field.default);
  return field?.kind === 'text' ? '' : 'none';
}
