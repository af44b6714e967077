import { csrfToken } from '../../page/dom';
import type { Images, KeyImage, Mark } from '../types';
import type { Entry, Outcome } from './queue';
import { renewToken } from './token';

/** Something the server did not give; `status` 0 means that it was not reached. */
export class NotGiven extends Error {
  constructor(readonly status: number) {
    super(`the server answered ${status}`);
  }
}

async function get<T>(url: string): Promise<T> {
  const response = await fetch(url, { headers: { Accept: 'application/json' }, redirect: 'manual', cache: 'no-store' });
  if (!response.ok) throw new NotGiven(response.type === 'opaqueredirect' ? 401 : response.status);
  return (await response.json()) as T;
}

export function fetchImages(url: string): Promise<Images> {
  return get<Images>(url);
}

export async function fetchMarks(url: string): Promise<Mark[]> {
  return (await get<{ marks: Mark[] }>(url)).marks;
}

export async function fetchKeys(url: string): Promise<KeyImage[]> {
  return (await get<{ keys: KeyImage[] }>(url)).keys;
}

/** Sends an entry of the save queue as JSON. */
export function sendJson(entry: Entry): Promise<Outcome> {
  return post(entry.url, JSON.stringify(entry.body), 'application/json');
}

/** The most bytes that a browser sends on after its page was left (Fetch standard, keepalive). */
const MOST_KEPT_ALIVE = 60_000;

/** Post something to be saved; whatever is no clear answer of the server is tried again later. */
export async function post(url: string, body: string, kind: string): Promise<Outcome> {
  const response = await fetch(url, {
    method: 'POST',
    redirect: 'manual',
    keepalive: body.length < MOST_KEPT_ALIVE,
    headers: { 'Content-Type': kind, 'X-CSRFToken': csrfToken(), Accept: 'application/json' },
    body,
  });
  if (response.ok) return { kind: 'kept', answer: await response.json() };
  if (response.type === 'opaqueredirect' || response.status === 401) return { kind: 'later', why: 'signed-out' };
  if (response.status >= 500 || response.status === 429) return { kind: 'later', why: 'offline' };
  if (response.status === 403) return { kind: 'later', why: (await renewToken()) ? 'offline' : 'signed-out' };
  // Somebody else signed in, or the case is no longer theirs: kept for the one who measured.
  if (response.status === 404 && !(await renewToken())) return { kind: 'later', why: 'signed-out' };
  const told = (await response.json().catch(() => ({}))) as { sentence?: string };
  return {
    kind: 'refused',
    status: response.status,
    sentence: told.sentence ?? 'The server did not take this. Load the page again.',
  };
}
