import { beforeEach, expect, test, vi } from 'vitest';
import { SaveQueue } from '../../src/viewer/io/queue';
import type { Entry, Outcome } from '../../src/viewer/io/queue';

class Store {
  readonly values = new Map<string, string>();
  getItem = (key: string): string | null => this.values.get(key) ?? null;
  setItem = (key: string, value: string): void => void this.values.set(key, value);
  removeItem = (key: string): void => void this.values.delete(key);
}

const entry = (id: string, edit: number): Entry => ({ id, url: '/marks/', body: { key: id, edit } });

function queue(store: Store, send: (one: Entry) => Promise<Outcome>) {
  const told = { onKept: vi.fn(), onRefused: vi.fn(), onState: vi.fn() };
  return { told, queue: new SaveQueue(send, store, 'here', told) };
}

beforeEach(() => {
  vi.useFakeTimers();
});

test('entries are sent in order and leave the store once they are kept', async () => {
  const store = new Store();
  const sent: string[] = [];
  const { queue: line, told } = queue(store, async (one) => {
    sent.push(one.id);
    return { kind: 'kept', answer: one.id };
  });
  line.put(entry('a', 1));
  line.put(entry('b', 1));
  expect(JSON.parse(store.values.get('here') ?? '')).toHaveLength(2);
  await vi.runAllTimersAsync();
  expect(sent).toEqual(['a', 'b']);
  expect(store.values.size).toBe(0);
  expect(told.onKept.mock.calls.map((call) => call[1])).toEqual(['a', 'b']);
  expect(told.onState).toHaveBeenLastCalledWith(0, 'saved');
});

test('a lost network: what may have arrived is sent again as it was, of what waits behind it the newest edit', async () => {
  const store = new Store();
  let isDown = true;
  const sent: unknown[] = [];
  const { queue: line, told } = queue(store, async (one) => {
    if (isDown) throw new TypeError('failed to fetch');
    sent.push(one.body);
    return { kind: 'kept', answer: null };
  });
  line.put(entry('a', 1));
  await vi.advanceTimersByTimeAsync(10);
  expect(told.onState).toHaveBeenLastCalledWith(1, 'offline');
  line.put(entry('a', 2));
  line.put(entry('a', 3));
  await vi.advanceTimersByTimeAsync(10);
  isDown = false;
  await vi.advanceTimersByTimeAsync(20_000);
  expect(sent).toEqual([1, 3].map((edit) => ({ key: 'a', edit })));
  expect(store.values.size).toBe(0);
});

test('what a closed tab left behind is sent by the next page', async () => {
  const store = new Store();
  store.setItem('here', JSON.stringify([entry('a', 7)]));
  const sent: string[] = [];
  const { queue: line } = queue(store, async (one) => {
    sent.push(one.id);
    return { kind: 'kept', answer: null };
  });
  expect(line.left.map((one) => one.id)).toEqual(['a']);
  line.wake();
  await vi.runAllTimersAsync();
  expect(sent).toEqual(['a']);
});

test('an edit made while the one before is under way is sent after it', async () => {
  const store = new Store();
  const sent: unknown[] = [];
  let release: (() => void) | undefined;
  const { queue: line } = queue(store, (one) => {
    sent.push(one.body);
    return new Promise((resolve) => (release = () => resolve({ kind: 'kept', answer: null })));
  });
  line.put(entry('a', 1));
  line.put(entry('a', 2));
  line.put(entry('a', 3));
  release?.();
  await vi.advanceTimersByTimeAsync(1);
  release?.();
  await vi.advanceTimersByTimeAsync(1);
  expect(sent).toEqual([
    { key: 'a', edit: 1 },
    { key: 'a', edit: 3 },
  ]);
});

test('a refusal is told and does not hold up what follows', async () => {
  const { queue: line, told } = queue(new Store(), async (one) =>
    one.id === 'a' ? { kind: 'refused', status: 409, sentence: 'No.' } : { kind: 'kept', answer: null },
  );
  line.put(entry('a', 1));
  line.put(entry('b', 1));
  await vi.runAllTimersAsync();
  expect(told.onRefused).toHaveBeenCalledWith(entry('a', 1), 'No.', 409);
  expect(told.onKept).toHaveBeenCalledTimes(1);
});

test('an unreadable store is an empty one', () => {
  const store = new Store();
  store.setItem('here', '{');
  expect(queue(store, async () => ({ kind: 'kept', answer: null })).queue.left).toEqual([]);
});

test('a page that was left is held by its queue only while something waits', async () => {
  const store = new Store();
  let isDown = true;
  const sent: string[] = [];
  const send = async (one: Entry): Promise<Outcome> => {
    if (isDown) throw new TypeError('failed to fetch');
    sent.push(one.id);
    return { kind: 'kept', answer: null };
  };
  const left = queue(store, send);
  left.queue.put(entry('a', 1));
  await vi.advanceTimersByTimeAsync(10);
  left.queue.retire();
  isDown = false;
  await vi.advanceTimersByTimeAsync(20_000);
  expect(sent).toEqual(['a']);
  expect(store.values.size).toBe(0);
  // Sent whole, it is over: a page that comes to the same place ends nothing, and what the old one is given is sent.
  queue(store, send);
  left.queue.put(entry('b', 1));
  await vi.advanceTimersByTimeAsync(10);
  expect(sent).toEqual(['a', 'b']);
});
