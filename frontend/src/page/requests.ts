import htmx from 'htmx.org';
import { csrfToken } from './dom';
import { flash } from './flash';
import { refusal } from './refusal';

interface ConfigEvent {
  headers: Record<string, string>;
  verb: string;
}
interface ErrorEvent {
  xhr: XMLHttpRequest;
}

/** Sets htmx up for a strict content policy: no evaluated code, no style element, our requests only. */
export function startRequests(): void {
  htmx.config.allowEval = false;
  htmx.config.includeIndicatorStyles = false;
  htmx.config.allowScriptTags = false;
  htmx.config.selfRequestsOnly = true;
  htmx.config.historyCacheSize = 0;
  // A form that was refused (422) or met a newer version (409) comes back to be shown in place.
  htmx.config.responseHandling = [
    { code: '204', swap: false },
    { code: '[23]..', swap: true },
    { code: '409', swap: true },
    { code: '422', swap: true },
    { code: '[45]..', swap: false, error: true },
  ];
  document.addEventListener('htmx:configRequest', (event) => {
    const detail = (event as CustomEvent<ConfigEvent>).detail;
    if (detail.verb !== 'get') detail.headers['X-CSRFToken'] = csrfToken();
  });
  document.addEventListener('htmx:responseError', (event) => {
    const { xhr } = (event as CustomEvent<ErrorEvent>).detail;
    flash(refusal(xhr), 'error');
  });
  document.addEventListener('htmx:sendError', () => {
    flash('The server could not be reached. Nothing was saved. What you typed is still here: try again.', 'error');
  });
}
