import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Draft } from '../../src/reading/draft';

interface Sent {
  fields: Record<string, string>;
  revision: string;
}

const PLACE = 'centralis-form:/reading/x/1/draft/';
let sent: Sent[] = [];
let answer: (one: Sent) => Response | Promise<Response>;

function page(revision = '3'): HTMLFormElement {
  document.body.innerHTML = `<div id="flash"></div>
    <form><input type="hidden" name="csrfmiddlewaretoken" value="t"><input type="hidden" name="revision" value="${revision}">
    <input name="targets-0-diameter_mm" value=""><button name="wish" value="sign">Sign</button>
    <span data-draft-state></span></form>`;
  return document.querySelector('form') as HTMLFormElement;
}

function start(form: HTMLFormElement, reload = vi.fn()) {
  const place = form.querySelector<HTMLElement>('[data-draft-state]');
  return { draft: new Draft(form, '/reading/x/1/draft/', place, reload), reload, place };
}

function type(form: HTMLFormElement, text: string): void {
  const field = form.elements.namedItem('targets-0-diameter_mm') as HTMLInputElement;
  field.value = text;
  field.dispatchEvent(new Event('input', { bubbles: true }));
}

function json(content: unknown, status = 200): Response {
  return new Response(JSON.stringify(content), { status, headers: { 'Content-Type': 'application/json' } });
}

const flashed = (): string => document.getElementById('flash')?.textContent ?? '';

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  sent = [];
  answer = (one) => json({ revision: Number(one.revision) + 1 });
  vi.stubGlobal('fetch', async (_url: string, asked: { body: string }) => {
    const { revision = '', ...fields } = Object.fromEntries(new URLSearchParams(asked.body));
    sent.push({ fields, revision });
    return answer({ fields, revision });
  });
});

afterEach(() => vi.unstubAllGlobals());

test('a change is saved within a second, and the next one rests on the revision that the server named', async () => {
  const form = page();
  const { place } = start(form);
  for (const text of ['2', '25', '25.', '25.5']) {
    type(form, text);
    await vi.advanceTimersByTimeAsync(200);
  }
  await vi.advanceTimersByTimeAsync(200);
  expect(sent).toEqual([{ fields: { 'targets-0-diameter_mm': '25.5' }, revision: '3' }]);
  expect(place?.textContent).toBe('Everything typed is saved');
  type(form, '26');
  await vi.advanceTimersByTimeAsync(1000);
  expect(sent[1]).toEqual({ fields: { 'targets-0-diameter_mm': '26' }, revision: '4' });
  expect((form.elements.namedItem('revision') as HTMLInputElement).value).toBe('5');
  expect(localStorage.getItem(PLACE)).toBeNull();
});

test('without a pause it is saved after less than a second all the same', async () => {
  const form = page();
  start(form);
  for (let place = 0; place < 10; place += 1) {
    type(form, `${place}`);
    await vi.advanceTimersByTimeAsync(100);
  }
  expect(sent).toHaveLength(1);
});

test('a server that is not reached is told; what was typed is kept, sent again as it was, then as it is', async () => {
  const form = page();
  const { place } = start(form);
  answer = () => Promise.reject(new TypeError('failed to fetch'));
  type(form, '25');
  await vi.advanceTimersByTimeAsync(450);
  expect(place?.textContent).toContain('Server not reached');
  type(form, '26');
  await vi.advanceTimersByTimeAsync(450);
  expect(localStorage.getItem(PLACE)).toContain('targets-0-diameter_mm=26');
  sent = [];
  answer = (one) => json({ revision: Number(one.revision) + 1 });
  await vi.advanceTimersByTimeAsync(20_000);
  expect(sent.map((one) => [one.fields['targets-0-diameter_mm'], one.revision])).toEqual([['25', '3'], ['26', '4']]);
  expect(place?.textContent).toBe('Everything typed is saved');
});

test('a save that another tab overtook is told and nothing more is sent', async () => {
  const form = page();
  const { place } = start(form);
  answer = () => json({ sentence: 'Somebody changed this meanwhile.' }, 409);
  type(form, '25');
  await vi.advanceTimersByTimeAsync(1000);
  expect(place?.textContent).toBe('Not saved: Somebody changed this meanwhile.');
  expect(flashed()).toContain('Somebody changed this meanwhile.');
  type(form, '26');
  await vi.advanceTimersByTimeAsync(1000);
  expect(sent).toHaveLength(1);
});

test('what is no number is told, and saved once it is one', async () => {
  const form = page();
  const { place } = start(form);
  answer = () => json({ sentence: "T1: '2O' is no number." }, 422);
  type(form, '2O');
  await vi.advanceTimersByTimeAsync(1000);
  expect(place?.textContent).toContain("'2O' is no number");
  answer = (one) => json({ revision: Number(one.revision) + 1 });
  type(form, '20');
  await vi.advanceTimersByTimeAsync(1000);
  expect(sent[1]).toEqual({ fields: { 'targets-0-diameter_mm': '20' }, revision: '3' });
  expect(place?.textContent).toBe('Everything typed is saved');
});

test('what a closed tab left is sent on its own revision; then the page is loaded with what the server has', async () => {
  const left = { id: 'form', url: '/reading/x/1/draft/', body: { fields: 'targets-0-diameter_mm=25', revision: '2' } };
  localStorage.setItem(PLACE, JSON.stringify([left]));
  const { reload } = start(page());
  await vi.advanceTimersByTimeAsync(10);
  expect(sent).toEqual([{ fields: { 'targets-0-diameter_mm': '25' }, revision: '2' }]);
  expect(reload).toHaveBeenCalledTimes(1);
  expect(localStorage.getItem(PLACE)).toBeNull();
});

test('what a closed tab left is told where it is refused, and does not stop this page', async () => {
  const body = { fields: 'targets-0-diameter_mm=25', revision: '2' };
  localStorage.setItem(PLACE, JSON.stringify([{ id: 'form', url: '/reading/x/1/draft/', body }]));
  answer = (one) => (one.revision === '2' ? json({ sentence: 'Stale.' }, 409) : json({ revision: 4 }));
  const form = page();
  const { reload } = start(form);
  await vi.advanceTimersByTimeAsync(10);
  expect(reload).not.toHaveBeenCalled();
  expect(flashed()).toContain('could not be saved then is not taken now: Stale.');
  type(form, '30');
  await vi.advanceTimersByTimeAsync(1000);
  expect(sent[1]).toEqual({ fields: { 'targets-0-diameter_mm': '30' }, revision: '3' });
});

test('a button sends the form only after what was typed is saved', async () => {
  const form = page();
  start(form);
  const order: string[] = [];
  answer = (one) => {
    order.push('saved');
    return json({ revision: Number(one.revision) + 1 });
  };
  form.addEventListener('submit', (event) => {
    if (event.defaultPrevented) return;
    order.push(`sent on ${(form.elements.namedItem('revision') as HTMLInputElement).value}`);
    event.preventDefault();
  });
  type(form, '25');
  form.requestSubmit(form.querySelector('button'));
  await vi.advanceTimersByTimeAsync(500);
  expect(order).toEqual(['saved', 'sent on 4']);
});
