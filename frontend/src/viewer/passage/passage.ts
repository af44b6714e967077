import htmx from 'htmx.org';
import { leavePage, readyToLeave } from '../../page/leaving';
import { make } from '../../page/dom';
import { flash } from '../../page/flash';
import { isOurs, judge, scriptsOf } from './judge';

const SHELL = '.reader-shell';
const STYLES = 'link[rel=stylesheet]';

/**
 * Goes from page to page of the reading room without loading a new document, so that the engine and the pixels that were
 * fetched ahead stay. The server's pages are as ever: each is fetched whole and its shell put in place of the one shown.
 * Wherever something is not as expected the browser goes there by itself: the address always tells the truth.
 */
export class Passage {
  private readonly said = make('p', { class: 'sr-only', 'aria-live': 'polite' });
  private readonly loaded = new Set(scriptsOf(document));
  private going: AbortController | undefined;

  constructor(private readonly arrived: () => void) {
    document.body.append(this.said);
    // Styles stand beside what they are for; they stay when that goes.
    document.head.append(...document.querySelectorAll(`${SHELL} ${STYLES}`));
    document.addEventListener('click', (event) => this.click(event));
    document.addEventListener('submit', (event) => this.submit(event));
    window.addEventListener('popstate', () => {
      if (wouldAsk()) window.location.reload();
      else void this.go(page(window.location.href), false);
    });
  }

  private click(event: MouseEvent): void {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a[href]') : null;
    if (!link || event.defaultPrevented || event.button !== 0 || link.target || link.hasAttribute('download')) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const url = new URL(link.href);
    if (!isOurs(url, window.location) || (url.hash && url.pathname === window.location.pathname) || wouldAsk()) return;
    event.preventDefault();
    void this.go(page(url), true);
  }

  private submit(event: SubmitEvent): void {
    const form = event.target;
    if (event.defaultPrevented || !(form instanceof HTMLFormElement) || form.method !== 'post') return;
    const url = new URL(form.getAttribute('action') ?? '', window.location.href);
    const isPlain = form.enctype === 'application/x-www-form-urlencoded' && !event.submitter?.hasAttribute('formaction');
    if (!isPlain || !isOurs(url, window.location)) return;
    event.preventDefault();
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(form, event.submitter)) body.append(name, String(value));
    void this.go(page(url, { method: 'POST', body }), true, form);
  }

  /** Fetch a page and show it; `isNew`: it becomes a further place in the history. */
  private async go(request: Request, isNew: boolean, form?: HTMLFormElement): Promise<void> {
    this.going?.abort();
    const going = (this.going = new AbortController());
    document.querySelector(SHELL)?.setAttribute('aria-busy', 'true');
    try {
      await readyToLeave();
      const answer = await fetch(request, { signal: going.signal });
      const next = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const shell = judge(answer, next, document, this.loaded, window.location);
      if (going.signal.aborted) return;
      if (shell) this.show(shell, next, answer.url, isNew);
      else window.location.assign(answer.url || request.url);
    } catch {
      if (going.signal.aborted) return;
      this.lost(request, form);
    }
  }

  /** The server was not reached. What was sent may have arrived or not: the person sends it again, not this page. */
  private lost(request: Request, form?: HTMLFormElement): void {
    document.querySelector(SHELL)?.removeAttribute('aria-busy');
    if (!form) return window.location.assign(request.url);
    delete form.dataset['sending'];
    flash('The server could not be reached. What you typed is still here: try again.', 'error');
  }

  private show(shell: Element, next: Document, url: string, isNew: boolean): void {
    leavePage();
    if (isNew && url !== window.location.href) window.history.pushState(null, '', url);
    document.title = next.title;
    const token = next.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content;
    document.querySelector('meta[name="csrf-token"]')?.setAttribute('content', token ?? '');
    for (const dialog of document.querySelectorAll('dialog[open]')) (dialog as HTMLDialogElement).close();
    for (const one of shell.querySelectorAll(STYLES)) one.remove();
    document.querySelector(SHELL)?.replaceWith(document.adoptNode(shell));
    const main = document.getElementById('content');
    if (main) {
      htmx.process(main);
      main.dispatchEvent(new CustomEvent('htmx:load', { bubbles: true }));
    }
    window.scrollTo(0, 0);
    (main?.querySelector<HTMLElement>('[autofocus]') ?? main)?.focus({ preventScroll: true });
    this.said.textContent = shell.querySelector('h1')?.textContent ?? next.title;
    document.dispatchEvent(new Event('centralis:contact'));
    document.dispatchEvent(new Event('centralis:arrived'));
    this.arrived();
  }
}

function page(url: string | URL, more: RequestInit = {}): Request {
  return new Request(url, { headers: { Accept: 'text/html' }, cache: 'no-store', ...more });
}

/** Whether the browser would ask before it leaves: something typed is not saved. It asks then; this page never does. */
function wouldAsk(): boolean {
  const asking = new Event('beforeunload', { cancelable: true });
  window.dispatchEvent(asking);
  return asking.defaultPrevented;
}
