/** One stop for the Tab key in a toolbar; arrow keys move within it (WAI-ARIA toolbar pattern). */
export function startToolbar(bar: HTMLElement): void {
  const stops = (): HTMLElement[] =>
    [...bar.querySelectorAll<HTMLElement>('button, select')].filter((one) => !one.hasAttribute('disabled') && !one.hidden);
  const hold = (kept: HTMLElement | undefined): void => {
    for (const one of stops()) one.tabIndex = one === kept ? 0 : -1;
  };
  hold(stops()[0]);
  bar.addEventListener('focusin', (event) => {
    if (event.target instanceof HTMLElement && stops().includes(event.target)) hold(event.target);
  });
  bar.addEventListener('keydown', (event) => {
    const isSelect = event.target instanceof HTMLSelectElement;
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (by === 0 || (isSelect && event.altKey) || event.target instanceof HTMLInputElement) return;
    const all = stops();
    const next = all[(all.indexOf(event.target as HTMLElement) + by + all.length) % all.length];
    event.preventDefault();
    next?.focus();
  });
}

/** Say something to those who do not see the images. */
export function sayTo(element: HTMLElement | null): (text: string) => void {
  return (text) => {
    if (element) element.textContent = text;
  };
}

/** Show a note above the images; an empty text takes it away. */
export function noteOn(element: HTMLElement | null, text: string): void {
  if (!element) return;
  element.textContent = text;
  element.hidden = text === '';
}

/** Where it is said whether everything is saved. */
export function stateOn(place: HTMLElement | null): (text: string, isWaiting: boolean) => void {
  return (text, isWaiting) => {
    if (!place) return;
    place.textContent = text;
    place.classList.toggle('is-waiting', isWaiting);
  };
}
