import { describe, expect, it } from 'vitest';
import { bytesText, type Outcome, sha256 } from '../src/upload/files';
import { backOff, finish, knownDigests, passing, sendAll, sendFile, type Target } from '../src/upload/send';

const ABC = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';

function json(status: number, body: unknown): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } });
}

function target(answers: (request: { url: string; init: RequestInit }) => Response | Promise<Response>): {
  it: Target;
  seen: { url: string; init: RequestInit }[];
  waits: number[];
} {
  const seen: { url: string; init: RequestInit }[] = [];
  const waits: number[] = [];
  const it: Target = {
    fileUrl: '/file',
    knownUrl: '/known',
    finishUrl: '/finish',
    csrf: 'TOKEN',
    fetch: async (url, init) => {
      const request = { url: String(url), init: init ?? {} };
      seen.push(request);
      return answers(request);
    },
    wait: async (ms) => {
      waits.push(ms);
    },
  };
  return { it, seen, waits };
}

const quiet = { outcome: () => undefined, retrying: () => undefined };
const pick = (path: string, text = 'abc'): { file: File; path: string } => ({ file: new File([text], 'x'), path });

describe('small parts', () => {
  it('digests as SHA-256', async () => {
    expect(await sha256(new TextEncoder().encode('abc').buffer as ArrayBuffer)).toBe(ABC);
  });
  it('waits longer each time, at most half a minute', () => {
    expect([1, 2, 3, 4, 20].map(backOff)).toEqual([500, 1000, 2000, 4000, 30_000]);
  });
  it('tries again only what may pass', () => {
    expect([0, 408, 429, 500, 503].every(passing)).toBe(true);
    expect([200, 400, 403, 409, 413, 422].some(passing)).toBe(false);
  });
  it('writes bytes for people', () => {
    expect([0, 999, 1000, 52_600_000].map(bytesText)).toEqual(['0 B', '999 B', '1.0 kB', '52.6 MB']);
  });
});

describe('sendFile', () => {
  it('posts the raw bytes with name, digest and token, and passes on the server\'s words', async () => {
    const { it: t, seen } = target(() => json(200, { outcome: 'received', reason: '' }));
    const outcome = await sendFile(t, pick('Ordner/Größe 1.dcm'), new Set(), quiet);
    expect(outcome).toEqual({ path: 'Ordner/Größe 1.dcm', bytes: 3, outcome: 'received', reason: '' });
    expect(seen[0]?.url).toBe('/file');
    expect(seen[0]?.init.method).toBe('POST');
    expect(new TextDecoder().decode(seen[0]?.init.body as ArrayBuffer)).toBe('abc');
    const headers = seen[0]?.init.headers as Record<string, string>;
    expect(headers['X-File-SHA256']).toBe(ABC);
    expect(decodeURIComponent(headers['X-File-Name'] ?? '')).toBe('Ordner/Größe 1.dcm');
    expect(headers['X-CSRFToken']).toBe('TOKEN');
  });

  it('does not send again what the server holds', async () => {
    const { it: t, seen } = target(() => json(500, {}));
    expect((await sendFile(t, pick('a'), new Set([ABC]), quiet)).outcome).toBe('already there');
    expect(seen).toEqual([]);
  });

  it('tries again after a broken connection and a busy server, then gives the answer', async () => {
    let count = 0;
    const { it: t, waits } = target(() => {
      count += 1;
      if (count === 1) throw new TypeError('network');
      return count === 2 ? json(503, {}) : json(200, { outcome: 'quarantined', reason: 'Not DICOM.' });
    });
    const told: string[] = [];
    const outcome = await sendFile(t, pick('a'), new Set(), { ...quiet, retrying: (_p, _n, why) => told.push(why) });
    expect(outcome).toMatchObject({ outcome: 'quarantined', reason: 'Not DICOM.' });
    expect(waits).toEqual([500, 1000]);
    expect(told).toEqual(['network', 'the server answered 503']);
  });

  it('does not press a refusal, and says why', async () => {
    const { it: t, seen } = target(() => json(413, { outcome: 'refused', reason: 'Larger than 2 GB.' }));
    expect(await sendFile(t, pick('a'), new Set(), quiet)).toMatchObject({ outcome: 'refused', reason: 'Larger than 2 GB.' });
    expect(seen.length).toBe(1);
  });

  it('gives up after six attempts and says that the file did not arrive', async () => {
    const { it: t, seen } = target(() => new Response('gone', { status: 502 }));
    const outcome = await sendFile(t, pick('a'), new Set(), quiet);
    expect(outcome.outcome).toBe('not sent');
    expect(outcome.reason).toContain('the server answered 502');
    expect(seen.length).toBe(6);
  });

  it('takes a sign-in page for what it is: no answer for this file', async () => {
    const { it: t } = target(() => new Response('<html>', { status: 200, headers: { 'Content-Type': 'text/html' } }));
    expect((await sendFile(t, pick('a'), new Set(), quiet)).outcome).toBe('not sent');
  });

  it('reports a file that the browser cannot read', async () => {
    const { it: t } = target(() => json(200, {}));
    const file = new File(['abc'], 'x');
    file.arrayBuffer = () => Promise.reject(new Error('locked by another program'));
    const outcome = await sendFile(t, { file, path: 'a' }, new Set(), quiet);
    expect(outcome.outcome).toBe('not read');
    expect(outcome.reason).toContain('locked by another program');
  });
});

describe('sendAll', () => {
  it('gives every file one outcome, three at a time, whatever single files do', async () => {
    let running = 0;
    let most = 0;
    const { it: t } = target(async ({ init }) => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, 1));
      running -= 1;
      const name = (init.headers as Record<string, string>)['X-File-Name'] ?? '';
      return name.endsWith('7') ? json(422, { outcome: 'quarantined', reason: 'bad' }) : json(200, { outcome: 'received' });
    });
    const picks = Array.from({ length: 40 }, (_, index) => pick(`f${index}`, `content ${index}`));
    const heard: Outcome[] = [];
    const outcomes = await sendAll(t, picks, new Set(), { ...quiet, outcome: (item) => heard.push(item) });
    expect(most).toBe(3);
    expect(outcomes.length).toBe(40);
    expect(new Set(heard.map((item) => item.path)).size).toBe(40);
    expect(outcomes.filter((item) => item.outcome === 'quarantined').map((item) => item.path).sort()).toEqual(['f17', 'f27', 'f37', 'f7']);
  });
});

describe('the ends', () => {
  it('knows nothing when the server cannot say', async () => {
    expect(await knownDigests(target(() => new Response('', { status: 404 })).it)).toEqual(new Set());
    expect(await knownDigests(target(() => json(200, { sha256: [ABC, 7] })).it)).toEqual(new Set([ABC]));
  });
  it('ends at the receipt or says why not', async () => {
    expect(await finish(target(() => json(200, { url: '/receipt/1' })).it)).toEqual({ url: '/receipt/1' });
    expect(await finish(target(() => json(409, { error: 'Two subjects in one upload.' })).it)).toEqual({ error: 'Two subjects in one upload.' });
    const answer = await finish(target(() => new Response('', { status: 500 })).it);
    expect('error' in answer && answer.error).toContain('The files that arrived are kept');
  });
});
