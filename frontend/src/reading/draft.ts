import { flash } from '../page/flash';
import { untilLeft } from '../page/leaving';
import { post } from '../viewer/io/api';
import { SaveQueue } from '../viewer/io/queue';
import type { Entry } from '../viewer/io/queue';

/** What is sent: the form as a browser would post it, and the revision it rests on. */
interface Typed {
  fields: string;
  revision: string;
}

const SETTLE_MS = 400;
const LONGEST_MS = 900;
const PATIENCE_MS = 8_000;
const NOT_TYPED = ['csrfmiddlewaretoken', 'revision'];
const REFUSED = 422;

/**
 * Saves a reader's form by itself, within a second of each change. What the server has not acknowledged is kept in the
 * browser and sent by the next page; a save that rests on an older state than the server's is refused and told, never
 * written over another tab's.
 */
export class Draft {
  private readonly queue: SaveQueue;
  private readonly revision: HTMLInputElement | null;
  private revisionKnown: string;
  private last: string;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private since = 0;
  private left: number;
  private fault = '';
  private isOver = false;
  private isGoing = false;

  constructor(
    private readonly form: HTMLFormElement,
    private readonly url: string,
    private readonly place: HTMLElement | null,
    private readonly reload: () => void = () => window.location.reload(),
  ) {
    this.revision = form.querySelector<HTMLInputElement>('input[name=revision]');
    this.last = fieldsOf(form);
    this.queue = new SaveQueue((entry) => this.send(entry), window.localStorage, `centralis-form:${url}`, {
      onKept: (_entry, answer) => this.kept(answer as { revision: number }),
      onRefused: (_entry, sentence, status) => this.refused(sentence, status === REFUSED),
      onState: (waiting, why) => this.told(waiting, why),
    });
    this.left = this.queue.left.length;
    this.revisionKnown = (this.queue.left[0]?.body as Typed | undefined)?.revision ?? this.revision?.value ?? '';
    form.addEventListener('input', () => this.settle());
    form.addEventListener('change', () => this.settle());
    form.addEventListener('submit', (event) => void this.submit(event));
    const here = { signal: untilLeft() };
    here.signal.addEventListener('abort', () => {
      this.put();
      this.queue.retire();
    });
    window.addEventListener('pagehide', () => this.put(), here);
    window.addEventListener('online', () => this.queue.wake(), here);
    window.addEventListener('beforeunload', (event) => {
      this.put();
      if (!this.isGoing && (this.queue.left.length > 0 || this.fault)) event.preventDefault();
    }, here);
    if (this.left > 0) this.queue.wake();
  }

  /** Wait until typing pauses, but never as long as a second. */
  private settle(): void {
    const now = Date.now();
    if (this.timer === undefined) this.since = now;
    clearTimeout(this.timer);
    const wait = Math.max(0, Math.min(SETTLE_MS, this.since + LONGEST_MS - now));
    this.timer = setTimeout(() => this.put(), wait);
  }

  /** Hand the form over to be saved, when it differs from what was handed over before. */
  private put(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const fields = fieldsOf(this.form);
    if (this.isOver || fields === this.last) return;
    this.last = fields;
    this.queue.put({ id: 'form', url: this.url, body: { fields, revision: this.revisionKnown } satisfies Typed });
  }

  private send(entry: Entry) {
    const body = new URLSearchParams((entry.body as Typed).fields);
    body.set('revision', this.revisionKnown);
    return post(entry.url, body.toString(), 'application/x-www-form-urlencoded');
  }

  private kept({ revision }: { revision: number }): void {
    this.fault = '';
    this.revisionKnown = String(revision);
    if (this.left > 0) {
      this.left -= 1;
      // What an earlier page could not save: the server has it now, and its page shows it.
      if (this.left === 0) this.leave(() => this.reload());
      return;
    }
    if (this.revision) this.revision.value = this.revisionKnown;
  }

  private refused(sentence: string, mayGoOn: boolean): void {
    if (this.left > 0) {
      this.left -= 1;
      // Only when all that was left is answered: none of it may rest on what this page knows.
      if (this.left === 0) this.revisionKnown = this.revision?.value ?? '';
      flash(`What was typed here before and could not be saved then is not taken now: ${sentence}`, 'error');
      return;
    }
    this.fault = `Not saved: ${sentence}`;
    this.isOver = !mayGoOn;
    if (this.isOver) flash(this.fault, 'error');
  }

  private told(waiting: number, why: 'saving' | 'offline' | 'signed-out' | 'saved'): void {
    if (!this.place) return;
    const words = why === 'saved' && this.fault ? this.fault : STATES[why];
    if (this.place.textContent !== words) this.place.textContent = words;
    this.place.classList.toggle('is-waiting', words !== STATES.saved && why !== 'saving');
    this.place.dataset['waiting'] = String(waiting);
  }

  /** A button sends the form once everything before it is saved, so that it rests on what the server has. */
  private async submit(event: SubmitEvent): Promise<void> {
    if (event.defaultPrevented || this.isGoing) return;
    this.put();
    if (this.queue.left.length === 0) return this.leave(() => undefined);
    event.preventDefault();
    const { submitter } = event;
    for (let waited = 0; this.queue.left.length > 0 && waited < PATIENCE_MS; waited += 50) await pause(50);
    if (this.queue.left.length > 0) flash('Not sent: what you typed is not saved yet. It is kept here and tried again.', 'error');
    else if (!this.isOver) this.leave(() => this.form.requestSubmit(submitter));
  }

  /** Leave the page on purpose. */
  private leave(go: () => void): void {
    this.isGoing = true;
    go();
  }
}

const STATES: Readonly<Record<'saving' | 'offline' | 'signed-out' | 'saved', string>> = {
  saving: 'Saving…',
  saved: 'Everything typed is saved',
  offline: 'Server not reached: what you typed is kept in this browser and tried again',
  'signed-out': 'Signed out: what you typed is kept in this browser. Sign in again in another tab; it is saved then',
};

function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}

/** The form as it would be posted, without what is no entry. */
function fieldsOf(form: HTMLFormElement): string {
  const all = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (!NOT_TYPED.includes(name) && typeof value === 'string') all.append(name, value);
  return all.toString();
}

/** Let a form save itself, when its page says where to. */
export function startDraft(form: HTMLFormElement): Draft | null {
  const url = form.dataset['draft'];
  return url ? new Draft(form, url, document.querySelector<HTMLElement>('[data-draft-state]')) : null;
}
