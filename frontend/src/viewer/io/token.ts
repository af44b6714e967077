import { all } from '../../page/dom';

/**
 * Take over the forgery token of the session as it is now: signing in again, in another tab, gives a new one. Says
 * whether this page is still given to whoever is signed in.
 */
export async function renewToken(): Promise<boolean> {
  const answer = await fetch(window.location.href, { redirect: 'manual', cache: 'no-store' });
  if (!answer.ok) return false;
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const meta = page.querySelector<HTMLMetaElement>('meta[name="csrf-token"]');
  const hidden = page.querySelector<HTMLInputElement>('input[name=csrfmiddlewaretoken]');
  for (const one of all<HTMLMetaElement>(document, 'meta[name="csrf-token"]')) one.content = meta?.content ?? one.content;
  for (const one of all<HTMLInputElement>(document, 'input[name=csrfmiddlewaretoken]')) one.value = hidden?.value ?? one.value;
  return true;
}
