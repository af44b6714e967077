import { expect, test } from 'vitest';
import cases from './cases.json';
import descriptions from './descriptions.json';
import { checkRow, checkValue } from '../../src/reading/checks';
import { parseName, type Section, WHOLE, writeName } from '../../src/reading/description';

const sections = (criterion: string) => (descriptions as unknown as Record<string, Section[]>)[criterion]!;

/** Check a posted form row by row, as the page does when it is to be signed. */
function faultsOf(criterion: string, posted: Record<string, string>): string[] {
  const rows = new Map<string, Record<string, string>>();
  for (const section of sections(criterion)) {
    if (section.name === WHOLE) rows.set(`${WHOLE} `, {});
    for (const id of section.listed) rows.set(`${section.name} ${section.listed.indexOf(id)}`, {});
  }
  for (const [name, value] of Object.entries(posted)) {
    const place = parseName(name)!;
    const key = `${place.section} ${place.row ?? ''}`;
    rows.set(key, { ...rows.get(key), [place.field]: value });
  }
  return [...rows].flatMap(([key, row]) => {
    const [name, number] = key.split(' ');
    const section = sections(criterion).find((one) => one.name === name)!;
    const { faults, off } = checkRow(section, row, true);
    for (const field of off) expect(faults[field]).toBeUndefined();
    return Object.keys(faults).map((field) => writeName({ section: name!, row: number ? Number(number) : null, field }));
  });
}

test.each(cases.map((one) => [`${one.criterion}: ${one.what}`, one] as const))('%s', (_name, one) => {
  expect(faultsOf(one.criterion, one.posted as unknown as Record<string, string>).sort()).toEqual([...one.faults].sort());
});

const LUGANO = sections('lugano-2014')[0]!;

test('a size does not count where the lesion was not measured', () => {
  expect(checkRow(LUGANO, { state: 'absent', ldi_mm: '30' }, true).off).toEqual(['ldi_mm', 'sdi_mm']);
  expect(checkRow(LUGANO, { state: 'measured' }, true).off).toEqual([]);
});

test('a diameter implies that the lesion was measured, and overrules nothing', () => {
  expect(checkRow(LUGANO, { ldi_mm: '30' }, true).implied).toEqual({ state: 'measured' });
  expect(checkRow(LUGANO, { ldi_mm: '30', state: 'too_small' }, true).implied).toEqual({});
});

test('gaps are named only in rows that were begun, values always', () => {
  expect(checkRow(LUGANO, {}, false).faults).toEqual({});
  expect(checkRow(LUGANO, { state: 'measured', ldi_mm: 'x' }, false).faults).toEqual({ ldi_mm: 'no number from 0 to 500 mm' });
});

test.each(['', '0', '500', '12,5', '.5', '1e2', ' 7 '])('%j is a diameter', (typed) => {
  const field = LUGANO.fields.find((one) => one.name === 'ldi_mm')!;
  expect(typed === '' ? '' : checkValue(field, typed)).toBe('');
});

test.each(['x', '1e9', '-3', 'nan', 'Infinity', '12 mm', '1.2.3', '=1+1', '0x10', '1_000', '١٢'])('%j is none', (typed) => {
  const field = LUGANO.fields.find((one) => one.name === 'ldi_mm')!;
  expect(checkValue(field, typed)).toContain('no number');
});

test('names of fields are read and written', () => {
  for (const name of ['targets-0-ldi_mm', 'time_point-score']) expect(writeName(parseName(name)!)).toBe(name);
  for (const name of ['comment', 'revision', 'targets-x-ldi_mm', 'targets-0']) expect(parseName(name)).toBeNull();
});
