const ROOM = '/reading/';

/** Whether an address lies in the reading room of this server. */
export function isOurs(url: URL, here: Pick<Location, 'origin'>): boolean {
  return url.origin === here.origin && url.pathname.startsWith(ROOM) && url.pathname !== ROOM;
}

/**
 * The part of an answered page to be shown in place of the one shown; null where the browser should go there itself: a
 * page of another room (the sign-in above all), no page at all, one that was refused, or one of another build. `loaded`: the scripts that run here.
 */
export function judge(
  answer: Pick<Response, 'status' | 'url' | 'headers'>,
  page: Document,
  shown: Document,
  loaded: ReadonlySet<string>,
  here: Pick<Location, 'origin'>,
): Element | null {
  const isPage = (answer.headers.get('Content-Type') ?? '').startsWith('text/html');
  if (!isPage || !(answer.status === 200 || answer.status === 409) || !isOurs(new URL(answer.url), here)) return null;
  const shell = page.querySelector('.reader-shell');
  if (!shell?.querySelector('main#content') || page.documentElement.lang !== shown.documentElement.lang) return null;
  return scriptsOf(page).every((one) => loaded.has(one)) ? shell : null;
}

/** The scripts that a page asks for; their names tell their content, so that another build has other names. */
export function scriptsOf(page: Document): string[] {
  return [...page.querySelectorAll('script[src]')].map((one) => one.getAttribute('src') ?? '');
}
