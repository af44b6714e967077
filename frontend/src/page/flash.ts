import { make } from './dom';

export type Level = 'ok' | 'info' | 'warning' | 'error';

/** Shows and announces one sentence in the page's live region; errors stay until dismissed. */
export function flash(text: string, level: Level = 'info'): void {
  const region = document.getElementById('flash');
  if (!region) return;
  const close = make('button', { type: 'button', class: 'flash-close', 'data-dismiss': '' }, 'Dismiss');
  const box = make('div', { class: `flash flash-${level}`, role: level === 'error' ? 'alert' : 'status' });
  box.append(make('span', {}, text), close);
  region.append(box);
  if (level === 'ok' || level === 'info') window.setTimeout(() => box.remove(), 10_000);
}

function isLevel(value: unknown): value is Level {
  return value === 'ok' || value === 'info' || value === 'warning' || value === 'error';
}

/** Wires the dismiss buttons, and `HX-Trigger: {"flash": {"text", "level"}}` from the server. */
export function startFlash(): void {
  document.addEventListener('click', (event) => {
    if (event.target instanceof Element && event.target.closest('[data-dismiss]')) {
      event.target.closest('.flash')?.remove();
    }
  });
  document.addEventListener('flash', (event) => {
    const detail: unknown = event instanceof CustomEvent ? event.detail : null;
    if (typeof detail !== 'object' || detail === null) return;
    const { text, level } = detail as { text?: unknown; level?: unknown };
    if (typeof text === 'string') flash(text, isLevel(level) ? level : 'info');
  });
}
