import { checkRow, type Row } from './checks';
import { parseName, type Place, type Section, WHOLE, writeName } from './description';

type Control = HTMLInputElement | HTMLSelectElement;

const NEXT = 'input:not([type=hidden]):not([disabled]), select:not([disabled]), textarea:not([disabled])';

/** Go to a field, its text selected, so that a digit takes the place of the one before. */
function reach(target: HTMLElement | undefined): void {
  target?.focus();
  if (target instanceof HTMLInputElement && target.type !== 'checkbox') target.select();
}

/** A reader's form: what can't stand is said at its field while it is typed; the server checks everything again. */
export class ReadForm {
  private readonly touched = new Set<string>();

  constructor(
    private readonly form: HTMLFormElement,
    private readonly sections: readonly Section[],
  ) {
    form.addEventListener('input', (event) => this.changed(event));
    form.addEventListener('change', (event) => this.changed(event));
    form.addEventListener('keydown', (event) => this.key(event));
    form.addEventListener('submit', (event) => this.submit(event));
    for (const button of form.querySelectorAll<HTMLButtonElement>('[data-add-row]')) {
      button.hidden = false;
      button.addEventListener('click', () => this.addRow(button.dataset['addRow'] ?? ''));
    }
    this.refresh();
  }

  /** Check every row anew and show what was found. Returns the first control with a fault. */
  refresh(everything = false): Control | null {
    let first: Control | null = null;
    for (const [key, controls] of this.rows()) {
      const [name, row] = JSON.parse(key) as [string, number | null];
      const section = this.sections.find((one) => one.name === name);
      if (!section) continue;
      const values = { ...this.fixed(name, row), ...valuesOf(controls) };
      const isTold = isBegun(section, controls) && (everything || this.isTouched(name, row));
      const checked = checkRow(section, values, isTold);
      for (const [field, control] of controls) {
        const implied = checked.implied[field];
        if (implied && control instanceof HTMLSelectElement) control.value = implied;
        turn(control, checked.off.includes(field));
        const fault = checked.faults[field] ?? '';
        say(control, fault);
        if (fault) first ??= control;
      }
    }
    return first;
  }

  private rows(): Map<string, Map<string, Control>> {
    const found = new Map<string, Map<string, Control>>();
    for (const control of this.form.elements) {
      if (!isControl(control)) continue;
      const place = parseName(control.name);
      if (!place) continue;
      const key = JSON.stringify([place.section, place.row]);
      if (!found.has(key)) found.set(key, new Map());
      found.get(key)?.set(place.field, control);
    }
    return found;
  }

  /** What was told at baseline and is only shown: other fields of the row may depend on it. */
  private fixed(section: string, row: number | null): Row {
    const start = writeName({ section, row, field: '' });
    const shown = [...this.form.querySelectorAll<HTMLDataElement>('data[data-fixed]')];
    const mine = shown.filter((one) => one.dataset['fixed']?.startsWith(start));
    return Object.fromEntries(mine.map((one) => [one.dataset['fixed']?.slice(start.length) ?? '', one.value]));
  }

  private isTouched(section: string, row: number | null): boolean {
    return this.touched.has(JSON.stringify([section, row]));
  }

  private changed(event: Event): void {
    const place = event.target instanceof Element && isControl(event.target) ? parseName(event.target.name) : null;
    if (place?.row != null) this.touched.add(JSON.stringify([place.section, place.row]));
    this.refresh();
  }

  /** Enter goes on to the next field, arrows to the same field of the next row; only a button sends the form. */
  private key(event: KeyboardEvent): void {
    const target = event.target;
    if (!(target instanceof HTMLElement) || !isControl(target)) return;
    if (event.key === 'Enter') {
      event.preventDefault();
      const all = [...this.form.querySelectorAll<HTMLElement>(NEXT)];
      reach(all[all.indexOf(target) + 1]);
    } else if (target instanceof HTMLInputElement && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      const place = parseName(target.name);
      const next = place && this.control({ ...place, row: (place.row ?? 0) + (event.key === 'ArrowDown' ? 1 : -1) });
      if (place?.row == null || !next) return;
      event.preventDefault();
      reach(next);
    }
  }

  private control(place: Place): Control | null {
    const found = this.form.elements.namedItem(writeName(place));
    return found instanceof Element && isControl(found) ? found : null;
  }

  /** Signing stops at the first fault; saving takes the form as it is. */
  private submit(event: SubmitEvent): void {
    const button = event.submitter;
    if (!(button instanceof HTMLButtonElement) || button.value !== 'sign') return;
    const first = this.refresh(true);
    if (!first) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const fold = first.closest('details');
    if (fold) fold.open = true;
    first.focus();
  }

  /** One more row: a copy of the last one, empty, with the next number. */
  private addRow(name: string): void {
    const rows = this.form.querySelectorAll<HTMLTableRowElement>(`[data-section="${CSS.escape(name)}"] tbody tr`);
    const last = rows[rows.length - 1];
    if (!last) return;
    const copy = last.cloneNode(true) as HTMLTableRowElement;
    for (const control of copy.querySelectorAll<HTMLElement>('[name]')) renumber(control, rows.length);
    for (const label of copy.querySelectorAll('label')) label.htmlFor = label.htmlFor.replace(/-\d+-/, `-${rows.length}-`);
    for (const fault of copy.querySelectorAll('.fault')) fault.remove();
    const head = copy.querySelector('th');
    const id = copy.querySelector<HTMLInputElement>('input[type=hidden]');
    const shown = id && head?.firstChild;
    if (id && shown?.nodeType === Node.TEXT_NODE) {
      id.value = id.value.replace(/\d+$/, (number) => String(Number(number) + 1));
      shown.textContent = id.value;
    }
    last.after(copy);
    this.refresh();
    copy.querySelector<HTMLElement>(NEXT)?.focus();
  }
}

function isControl(element: Element): element is Control {
  return element instanceof HTMLInputElement || element instanceof HTMLSelectElement;
}

function valuesOf(controls: Map<string, Control>): Row {
  return Object.fromEntries([...controls].map(([field, control]) => [field, textOf(control)]));
}

function textOf(control: Control): string {
  if (control instanceof HTMLInputElement && control.type === 'checkbox') return control.checked ? 'yes' : '';
  return control.value;
}

/** A row counts when anything but a hidden id stands in it; the time point as a whole always does. */
function isBegun(section: Section, controls: Map<string, Control>): boolean {
  const first = [...controls.values()][0];
  if (section.name === WHOLE || !first?.closest('[data-spare]')) return true;
  return [...controls.values()].some((control) => control.type !== 'hidden' && textOf(control).trim() !== '');
}

function renumber(element: HTMLElement, row: number): void {
  if (!isControl(element)) return;
  element.name = element.name.replace(/-\d+-/, `-${row}-`);
  element.id = element.id.replace(/-\d+-/, `-${row}-`);
  element.removeAttribute('aria-invalid');
  if (element.type === 'hidden') return;
  if (element instanceof HTMLInputElement && element.type === 'checkbox') element.checked = false;
  else element.value = '';
}

/** A field that doesn't count now is neither asked nor sent; what stands in it stays until the form is saved. */
function turn(control: Control, isOff: boolean): void {
  if (control.type === 'hidden' || control.disabled === isOff) return;
  control.disabled = isOff;
  const field = control.closest<HTMLElement>('.field');
  if (field) field.hidden = isOff;
}

function say(control: Control, fault: string): void {
  const there = control.nextElementSibling;
  const old = there?.classList.contains('fault') ? there : null;
  if (!fault) {
    control.removeAttribute('aria-invalid');
    old?.remove();
    return;
  }
  control.setAttribute('aria-invalid', 'true');
  const note = old ?? document.createElement('small');
  if (note.textContent !== fault) note.textContent = fault;
  note.className = 'fault';
  if (!old) control.after(note);
}

/** Bring a reader's form to life by the description that the page carries. */
export function startReadForm(form: HTMLFormElement): ReadForm | null {
  const source = document.getElementById(form.dataset['description'] ?? '');
  if (!source?.textContent) return null;
  return new ReadForm(form, JSON.parse(source.textContent) as Section[]);
}
