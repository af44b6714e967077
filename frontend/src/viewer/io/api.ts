import type { Images, Mark } from '../types';
import type { Entry, Outcome } from './queue';

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

/** Sends entries of the save queue; whatever is no clear answer of the server is tried again later. */
export function sender(csrf: string): (entry: Entry) => Promise<Outcome> {
  return async (entry) => {
    const response = await fetch(entry.url, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'Content-Type': 'application/json', 'X-CSRFToken': csrf, Accept: 'application/json' },
      body: JSON.stringify(entry.body),
    });
    if (response.ok) return { kind: 'kept', answer: await response.json() };
    if (response.type === 'opaqueredirect' || response.status === 401 || response.status === 403) {
      return { kind: 'later', why: 'signed-out' };
    }
    if (response.status >= 500) return { kind: 'later', why: 'offline' };
    const told = (await response.json().catch(() => ({}))) as { sentence?: string };
    return { kind: 'refused', sentence: told.sentence ?? 'The server did not take this. Load the page again.' };
  };
}
