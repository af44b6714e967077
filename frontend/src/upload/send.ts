import { type Outcome, type Pick, sha256 } from './files';

/** Where to send, and how hard to try. */
export interface Target {
  fileUrl: string;
  knownUrl: string;
  finishUrl: string;
  csrf: string;
  fetch: typeof fetch;
  wait: (ms: number) => Promise<void>;
}

export interface Watcher {
  outcome(result: Outcome): void;
  retrying(path: string, attempt: number, why: string): void;
}

const PARALLEL = 3;
const ATTEMPTS = 6;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;

/** Milliseconds to wait before another attempt: doubling, capped. */
export function backOff(attempt: number): number {
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempt - 1));
}

/** Worth another attempt: nothing came back, the server was busy, or it failed; a refusal is not. */
export function passing(status: number): boolean {
  return status === 0 || status === 408 || status === 425 || status === 429 || status >= 500;
}

/** The digests the server already holds for this upload; none when it cannot say. */
export async function knownDigests(target: Target): Promise<Set<string>> {
  const answer = await target.fetch(target.knownUrl, { credentials: 'same-origin', headers: { Accept: 'application/json' } });
  if (!answer.ok) return new Set();
  const body = (await answer.json()) as { sha256?: unknown };
  return new Set(Array.isArray(body.sha256) ? body.sha256.filter((item) => typeof item === 'string') : []);
}

interface Reply {
  status: number;
  body: { outcome?: unknown; reason?: unknown; url?: unknown; error?: unknown } | null;
  fault: string;
}

async function post(target: Target, url: string, body: BodyInit | null, headers: Record<string, string>): Promise<Reply> {
  try {
    const answer = await target.fetch(url, {
      method: 'POST',
      body,
      credentials: 'same-origin',
      headers: { 'X-CSRFToken': target.csrf, Accept: 'application/json', ...headers },
    });
    const json = (answer.headers.get('Content-Type') ?? '').includes('application/json');
    const parsed = json ? ((await answer.json()) as Reply['body']) : null;
    return { status: answer.status, body: parsed, fault: answer.ok ? '' : `the server answered ${answer.status}` };
  } catch (error) {
    return { status: 0, body: null, fault: error instanceof Error ? error.message : 'the connection broke' };
  }
}

function words(value: unknown, otherwise: string): string {
  return typeof value === 'string' && value !== '' ? value : otherwise;
}

/** Sends one file until the server has answered for it or every attempt is used up. */
export async function sendFile(target: Target, pick: Pick, known: Set<string>, watcher: Watcher): Promise<Outcome> {
  const base = { path: pick.path, bytes: pick.file.size };
  let bytes: ArrayBuffer;
  let digest: string;
  try {
    bytes = await pick.file.arrayBuffer();
    digest = await sha256(bytes);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { ...base, outcome: 'not read', reason: `The browser could not read this file (${why}). Nothing of it was sent.` };
  }
  if (known.has(digest)) return { ...base, outcome: 'already there', reason: 'The server already holds these bytes for this upload.' };
  const headers = {
    'Content-Type': 'application/octet-stream',
    'X-File-Name': encodeURIComponent(pick.path),
    'X-File-SHA256': digest,
  };
  let fault = '';
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const reply = await post(target, target.fileUrl, bytes, headers);
    if (reply.body && !passing(reply.status)) {
      const answered = reply.status < 400 ? 'received' : 'refused';
      const reason = words(reply.body.reason, words(reply.body.error, reply.fault));
      return { ...base, outcome: words(reply.body.outcome, answered), reason };
    }
    fault = reply.fault || `the server's answer (${reply.status}) was not in the agreed form`;
    if (!passing(reply.status)) break;
    if (attempt < ATTEMPTS) {
      watcher.retrying(pick.path, attempt, fault);
      await target.wait(backOff(attempt));
    }
  }
  return { ...base, outcome: 'not sent', reason: `This file did not arrive: ${fault}. Choose the folder again to send what is missing.` };
}

/** Sends all files, three at a time; each gets exactly one outcome. */
export async function sendAll(target: Target, picks: readonly Pick[], known: Set<string>, watcher: Watcher): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < picks.length) {
      const pick = picks[next];
      next += 1;
      if (!pick) continue;
      const outcome = await sendFile(target, pick, known, watcher);
      outcomes.push(outcome);
      watcher.outcome(outcome);
    }
  };
  await Promise.all(Array.from({ length: Math.min(PARALLEL, picks.length) }, lane));
  return outcomes;
}

/** Closes the upload; the answer is the receipt's address, or the reason why not. */
export async function finish(target: Target): Promise<{ url: string } | { error: string }> {
  let fault = '';
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const reply = await post(target, target.finishUrl, null, {});
    if (typeof reply.body?.url === 'string') return { url: reply.body.url };
    if (typeof reply.body?.error === 'string') return { error: reply.body.error };
    fault = reply.fault || 'the answer was not in the agreed form';
    if (!passing(reply.status)) break;
    if (attempt < ATTEMPTS) await target.wait(backOff(attempt));
  }
  return { error: `The upload could not be closed: ${fault}. The files that arrived are kept: try again.` };
}
