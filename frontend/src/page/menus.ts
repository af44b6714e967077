/** Native `<details class="menu">` menus: one open at a time, closed by Escape or a click elsewhere. */
export function startMenus(): void {
  const open = (): HTMLDetailsElement[] => Array.from(document.querySelectorAll<HTMLDetailsElement>('details.menu[open]'));
  document.addEventListener('click', (event) => {
    for (const menu of open()) {
      if (!(event.target instanceof Node) || !menu.contains(event.target)) menu.open = false;
    }
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    for (const menu of open()) {
      menu.open = false;
      menu.querySelector('summary')?.focus();
    }
  });
}

/** `[data-print]` prints, `[data-copy="text"]` copies and says so on the button. */
export function startSmallButtons(): void {
  document.addEventListener('click', (event) => {
    if (!(event.target instanceof Element)) return;
    if (event.target.closest('[data-print]')) window.print();
    const copy = event.target.closest<HTMLElement>('[data-copy]');
    if (!copy) return;
    void navigator.clipboard.writeText(copy.dataset['copy'] ?? '').then(() => {
      copy.dataset['copied'] = '';
      window.setTimeout(() => delete copy.dataset['copied'], 2_000);
    });
  });
}
