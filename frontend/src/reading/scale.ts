import { make } from '../page/dom';

const SHORT = /^\s*([0-9X]{1,2})\s*:\s*/;

/**
 * Draws a choice of numbered steps, such as a 5-point scale, as buttons beside each other: a digit or a click chooses,
 * arrows go along, Enter goes on, Delete or a second click takes the choice back. The select stays what is sent.
 */
export class Scale {
  private readonly steps: HTMLButtonElement[];
  private readonly words = make('span', { class: 'told', 'aria-hidden': 'true' });

  constructor(private readonly select: HTMLSelectElement) {
    const label = select.labels?.[0];
    if (label && !label.id) label.id = `${select.id}-label`;
    const options = [...select.options].filter((one) => one.value !== '');
    this.steps = options.map((one) => this.step(one));
    const named: Record<string, string> = label ? { 'aria-labelledby': label.id } : {};
    const group = make('span', { class: 'scale', role: 'radiogroup', ...named }, ...this.steps);
    group.addEventListener('keydown', (event) => this.key(event));
    select.classList.add('visually-hidden');
    select.tabIndex = -1;
    select.setAttribute('aria-hidden', 'true');
    select.after(group, this.words);
    select.addEventListener('change', () => this.show());
    select.addEventListener('focus', () => this.at().focus());
    label?.addEventListener('click', () => this.at().focus());
    this.show();
  }

  private step(option: HTMLOptionElement): HTMLButtonElement {
    const short = shortOf(option.text);
    const made = make('button', { type: 'button', class: 'btn', role: 'radio', 'data-step': option.value, 'aria-label': option.text, title: option.text }, short);
    made.addEventListener('click', () => this.choose(this.select.value === option.value ? '' : option.value));
    return made;
  }

  private at(): HTMLButtonElement {
    return this.steps.find((one) => one.tabIndex === 0) as HTMLButtonElement;
  }

  private key(event: KeyboardEvent): void {
    const here = this.steps.indexOf(event.target as HTMLButtonElement);
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const digit = this.steps.find((one) => one.textContent === event.key);
    if (by !== undefined) this.choose(this.steps[(here + by + this.steps.length) % this.steps.length]?.dataset['step'] ?? '');
    else if (digit) this.choose(digit.dataset['step'] ?? '');
    else if (event.key === 'Enter') this.select.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
    else if (event.key === 'Delete' || event.key === 'Backspace') this.choose('');
    else return;
    event.preventDefault();
  }

  private choose(value: string): void {
    this.select.value = value;
    for (const kind of ['input', 'change']) this.select.dispatchEvent(new Event(kind, { bubbles: true }));
    this.at().focus();
  }

  private show(): void {
    const chosen = this.select.value;
    const stop = this.steps.find((one) => one.dataset['step'] === chosen) ?? this.steps[0];
    for (const one of this.steps) {
      one.setAttribute('aria-checked', String(one.dataset['step'] === chosen));
      one.tabIndex = one === stop ? 0 : -1;
    }
    this.words.textContent = chosen ? (this.select.selectedOptions[0]?.text.replace(SHORT, '') ?? '') : '';
  }
}

/** What stands on a step: its number, else the first letters of its words ("Not evaluable": NE). */
export function shortOf(text: string): string {
  const number = SHORT.exec(text)?.[1];
  return number ?? text.split(' ').map((one) => one.charAt(0).toUpperCase()).join('');
}

/** Whether a choice is a scale: at least three steps that begin with a number. */
export function isScale(select: HTMLSelectElement): boolean {
  return [...select.options].filter((one) => SHORT.test(one.text)).length >= 3;
}

/** Draw the scales among the single fields of a form. */
export function startScales(form: HTMLFormElement): void {
  for (const select of form.querySelectorAll<HTMLSelectElement>('.form-list select')) {
    if (isScale(select)) new Scale(select);
  }
}
