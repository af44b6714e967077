const KEY = 'centralis.theme';
type Theme = 'light' | 'dark';

function system(): Theme {
  return window.matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

/** The theme in force: what the person chose on this device, otherwise what the device prefers. */
export function currentTheme(): Theme {
  const chosen = localStorage.getItem(KEY);
  return chosen === 'light' || chosen === 'dark' ? chosen : system();
}

function apply(theme: Theme): void {
  const root = document.documentElement;
  if (root.dataset['themeLocked'] !== undefined) return;
  if (root.dataset['bsTheme'] === theme) return;
  root.dataset['bsTheme'] = theme;
  document.dispatchEvent(new CustomEvent('centralis:theme', { detail: theme }));
}

/** Follows the device until the person chooses with a `[data-theme-toggle]` button. */
export function startTheme(): void {
  apply(currentTheme());
  window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => apply(currentTheme()));
  window.addEventListener('storage', (event) => {
    if (event.key === KEY) apply(currentTheme());
  });
  document.addEventListener('click', (event) => {
    if (!(event.target instanceof Element) || !event.target.closest('[data-theme-toggle]')) return;
    const next: Theme = currentTheme() === 'dark' ? 'light' : 'dark';
    localStorage.setItem(KEY, next);
    apply(next);
  });
}
