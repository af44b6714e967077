/** Guards forms: no double sending, no silent loss of what was typed in a `[data-guard]` form. */
export function startForms(): void {
  let dirty: HTMLFormElement | null = null;
  document.addEventListener('input', (event) => {
    const form = event.target instanceof Element ? event.target.closest('form') : null;
    if (form?.dataset['guard'] !== undefined) dirty = form;
  });
  document.addEventListener('submit', (event) => {
    if (!(event.target instanceof HTMLFormElement) || event.defaultPrevented) return;
    const form = event.target;
    if (form.method === 'get' || form.method === 'dialog') return;
    if (form.dataset['sending'] !== undefined) {
      event.preventDefault();
      return;
    }
    dirty = null;
    form.dataset['sending'] = '';
    window.setTimeout(() => delete form.dataset['sending'], 4_000);
  });
  window.addEventListener('beforeunload', (event) => {
    if (dirty?.isConnected) event.preventDefault();
  });
  // A page taken back from the browser's cache must not refuse its own form.
  window.addEventListener('pageshow', () => {
    for (const form of document.querySelectorAll<HTMLFormElement>('form[data-sending]')) delete form.dataset['sending'];
  });
}
