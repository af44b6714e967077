// Loaded in <head> before the page is painted, so that a dark page never flashes white.
const chosen = localStorage.getItem('centralis.theme');
const root = document.documentElement;
if (root.dataset['themeLocked'] === undefined) {
  const dark = window.matchMedia('(prefers-color-scheme: dark)').matches;
  root.dataset['bsTheme'] = chosen === 'light' || chosen === 'dark' ? chosen : dark ? 'dark' : 'light';
}
export {};
