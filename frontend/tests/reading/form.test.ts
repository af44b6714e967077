import { beforeEach, expect, test } from 'vitest';
import descriptions from './descriptions.json';
import { ReadForm, startReadForm } from '../../src/reading/form';
import type { Section } from '../../src/reading/description';

const LUGANO = (descriptions as unknown as Record<string, Section[]>)['lugano-2014']!;

const row = (place: number, spare: boolean) => `<tr${spare ? ' data-spare' : ''}>
  <th scope="row">T${place + 1}<input type="hidden" name="targets-${place}-id" value="T${place + 1}"></th>
  <td><input name="targets-${place}-organ" id="targets-${place}-organ"></td>
  <td><select name="targets-${place}-state"><option value=""></option><option value="measured">Measured</option><option value="absent">Absent</option></select></td>
  <td><input name="targets-${place}-ldi_mm"></td><td><input name="targets-${place}-sdi_mm"></td></tr>`;

function form(): HTMLFormElement {
  document.body.innerHTML = `<form data-readform data-description="form-description">
    <script type="application/json" id="form-description">${JSON.stringify(LUGANO)}</script>
    <section data-section="targets"><table><tbody>${row(0, false)}${row(1, true)}</tbody></table>
    <button type="button" data-add-row="targets" hidden>Add a row</button></section>
    <div class="field"><input name="time_point-spleen_mm"></div>
    <button type="submit" name="wish" value="sign">Sign</button><button type="submit" name="wish" value="save">Save</button></form>`;
  const found = document.querySelector('form')!;
  startReadForm(found);
  return found;
}

const field = (name: string) => document.querySelector<HTMLInputElement>(`[name="${name}"]`)!;
const fault = (name: string) => field(name).parentElement!.querySelector('.fault')?.textContent ?? '';

function type(name: string, value: string): void {
  field(name).value = value;
  field(name).dispatchEvent(new Event('input', { bubbles: true }));
}

function send(wish: string): boolean {
  const submitter = document.querySelector<HTMLButtonElement>(`button[value="${wish}"]`)!;
  return document.querySelector('form')!.dispatchEvent(new SubmitEvent('submit', { submitter, bubbles: true, cancelable: true }));
}

beforeEach(() => {
  form();
});

test('nothing is said of what was not begun', () => {
  expect(document.querySelector('.fault')).toBeNull();
});

test('a diameter sets the state and asks for what is missing', () => {
  type('targets-1-ldi_mm', '30');
  expect(field('targets-1-state').value).toBe('measured');
  expect(fault('targets-1-sdi_mm')).toBe('still empty');
  expect(fault('targets-1-organ')).toBe('still empty');
  type('targets-1-organ', 'neck');
  type('targets-1-sdi_mm', '20');
  expect(document.querySelector('.fault')).toBeNull();
});

test('a value that is none is named at its field and taken back once it is put right', () => {
  type('time_point-spleen_mm', '12 cm');
  expect(fault('time_point-spleen_mm')).toBe('no number from 0 to 500 mm');
  expect(field('time_point-spleen_mm').getAttribute('aria-invalid')).toBe('true');
  type('time_point-spleen_mm', '120');
  expect(fault('time_point-spleen_mm')).toBe('');
  expect(field('time_point-spleen_mm').hasAttribute('aria-invalid')).toBe(false);
});

test('sizes of an absent lesion are not asked and not sent', () => {
  type('targets-0-state', 'absent');
  expect(field('targets-0-ldi_mm').disabled).toBe(true);
  type('targets-0-state', 'measured');
  expect(field('targets-0-ldi_mm').disabled).toBe(false);
});

test('signing stops at the first gap, saving does not', () => {
  expect(send('save')).toBe(true);
  expect(send('sign')).toBe(false);
  expect(document.activeElement).toBe(field('targets-0-organ'));
  expect(fault('targets-0-state')).toBe('still empty');
  expect(fault('targets-1-state')).toBe('');
  type('targets-0-organ', 'neck');
  type('targets-0-state', 'absent');
  expect(send('sign')).toBe(true);
});

test('one more row has the next number and is empty', () => {
  type('targets-1-ldi_mm', 'x');
  document.querySelector<HTMLButtonElement>('[data-add-row]')!.click();
  expect(field('targets-2-id').value).toBe('T3');
  expect(field('targets-2-id').parentElement!.textContent).toBe('T3');
  expect(field('targets-2-ldi_mm').value).toBe('');
  expect(fault('targets-2-ldi_mm')).toBe('');
  expect(document.activeElement).toBe(field('targets-2-organ'));
});

test('Enter goes to the next field, arrows to the next row; neither sends the form', () => {
  field('targets-0-organ').focus();
  const enter = new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true });
  field('targets-0-organ').dispatchEvent(enter);
  expect(enter.defaultPrevented).toBe(true);
  expect(document.activeElement).toBe(field('targets-0-state'));
  field('targets-0-ldi_mm').dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true, cancelable: true }));
  expect(document.activeElement).toBe(field('targets-1-ldi_mm'));
});

test('what was fixed at baseline decides on other fields', () => {
  const lesions: Section = {
    ...LUGANO[0]!,
    fields: LUGANO[0]!.fields.map((one) => (one.name === 'sdi_mm' ? { ...one, only_when: { kind: ['node'] } } : one)),
  };
  const shown = document.createElement('data');
  shown.dataset['fixed'] = 'targets-0-kind';
  shown.value = 'extranodal';
  field('targets-0-organ').replaceWith(shown);
  new ReadForm(document.querySelector('form')!, [lesions]);
  expect(field('targets-0-sdi_mm').disabled).toBe(true);
  expect(field('targets-1-sdi_mm').disabled).toBe(false);
});

test('a page without a description is left alone', () => {
  document.body.innerHTML = '<form data-readform data-description="none"></form>';
  expect(startReadForm(document.querySelector('form')!)).toBeNull();
  expect(new ReadForm(document.querySelector('form')!, []).refresh(true)).toBeNull();
});
