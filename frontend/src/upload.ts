import { csrfToken, make } from './page/dom';
import { bytesText, fromDrop, fromInput, type Outcome, type Pick } from './upload/files';
import { finish, knownDigests, sendAll, type Target, type Watcher } from './upload/send';

const GOOD = new Set(['received', 'accepted', 'sealed', 'stored', 'already there', 'duplicate']);
const UNSENT = new Set(['not sent', 'not read']);

/** The site's upload: choose or drop a folder, see every file's outcome, end at the receipt. */
class Upload {
  private readonly target: Target;
  private busy = false;
  private sent = 0;
  private files = 0;
  private bytes = 0;
  private total = 0;
  private problems = 0;
  private started = 0;

  constructor(private readonly root: HTMLElement) {
    this.target = {
      fileUrl: this.address('fileUrl'),
      knownUrl: this.address('knownUrl'),
      finishUrl: this.address('finishUrl'),
      csrf: csrfToken(),
      fetch: window.fetch.bind(window),
      wait: (ms) => new Promise((resolve) => window.setTimeout(resolve, ms)),
    };
    const input = this.part<HTMLInputElement>('input[type="file"]');
    input.addEventListener('change', () => {
      void this.start(fromInput(input));
      input.value = '';
    });
    this.startDrop(this.part('[data-drop]'));
    this.part<HTMLButtonElement>('[data-finish]').addEventListener('click', () => void this.close());
    window.addEventListener('beforeunload', (event) => {
      if (this.busy) event.preventDefault();
    });
  }

  private address(name: string): string {
    const value = this.root.dataset[name];
    if (!value) throw new Error(`the upload needs data-${name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}`);
    return value;
  }

  private part<T extends HTMLElement = HTMLElement>(selector: string): T {
    const found = this.root.querySelector<T>(selector);
    if (!found) throw new Error(`the upload page lacks ${selector}`);
    return found;
  }

  private startDrop(area: HTMLElement): void {
    area.addEventListener('dragover', (event) => {
      event.preventDefault();
      area.classList.add('drop-over');
    });
    area.addEventListener('dragleave', () => area.classList.remove('drop-over'));
    area.addEventListener('drop', (event) => {
      event.preventDefault();
      area.classList.remove('drop-over');
      if (!event.dataTransfer) return;
      const failed = (path: string, why: string): void => {
        this.list({ path, bytes: 0, outcome: 'not read', reason: `The browser could not open this (${why}).` });
      };
      void fromDrop(event.dataTransfer, failed).then((picks) => this.start(picks));
    });
  }

  private async start(picks: Pick[]): Promise<void> {
    if (this.busy) {
      this.say('An upload is running. Wait until it ends, then choose the next folder.');
      return;
    }
    if (picks.length === 0) {
      this.say('No files were found there. Choose the folder that holds the images.');
      return;
    }
    if (!window.isSecureContext) {
      this.say('Files cannot be sent over an address without https, because their checksums cannot be made there. Nothing was sent. Open this page by https.');
      return;
    }
    this.busy = true;
    [this.sent, this.bytes, this.problems, this.started] = [0, 0, 0, Date.now()];
    this.files = picks.length;
    this.total = picks.reduce((sum, pick) => sum + pick.file.size, 0);
    this.part('[data-progress]').hidden = false;
    this.part('[data-outcomes]').hidden = false;
    this.part('[data-outcome-rows]').replaceChildren();
    this.part<HTMLButtonElement>('[data-finish]').hidden = true;
    this.show();
    const known = await knownDigests(this.target).catch(() => new Set<string>());
    const outcomes = await sendAll(this.target, picks, known, this.watcher());
    this.busy = false;
    await this.ended(outcomes);
  }

  private watcher(): Watcher {
    return {
      outcome: (result) => {
        this.sent += 1;
        this.bytes += result.bytes;
        this.list(result);
        this.show();
        document.dispatchEvent(new CustomEvent('centralis:contact'));
      },
      retrying: (path, attempt, why) => this.say(`${path}: ${why}. Trying again (${attempt}).`),
    };
  }

  private async ended(outcomes: Outcome[]): Promise<void> {
    const unsent = outcomes.filter((item) => UNSENT.has(item.outcome)).length;
    if (unsent > 0) {
      this.say(
        `${unsent} of ${outcomes.length} files did not arrive; the others are kept. ` +
          'Choose the same folder again to send what is missing, or close the upload without them.',
      );
      this.part<HTMLButtonElement>('[data-finish]').hidden = false;
      return;
    }
    await this.close();
  }

  private async close(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.say('Closing the upload and making the receipt.');
    const answer = await finish(this.target);
    this.busy = false;
    if ('url' in answer) {
      window.location.assign(answer.url);
      return;
    }
    this.say(answer.error);
    this.part<HTMLButtonElement>('[data-finish]').hidden = false;
  }

  private list(result: Outcome): void {
    const good = GOOD.has(result.outcome);
    if (!good) {
      this.problems += 1;
    }
    const row = make('tr', { 'data-outcome': result.outcome });
    row.append(
      make('td', { class: 'wrap' }, result.path),
      make('td', { class: 'num', 'data-value': String(result.bytes) }, bytesText(result.bytes)),
      make('td', { class: 'nowrap' }, make('span', { class: good ? 'badge tone-green' : 'badge tone-red' }, result.outcome)),
      make('td', { class: 'wrap' }, result.reason),
    );
    const rows = this.part('[data-outcome-rows]');
    // What needs a person comes first.
    if (good) rows.append(row);
    else rows.prepend(row);
  }

  private show(): void {
    const bar = this.part<HTMLProgressElement>('progress');
    bar.max = Math.max(1, this.total);
    bar.value = this.bytes;
    const seconds = Math.max(0.001, (Date.now() - this.started) / 1000);
    const put = (name: string, text: string): void => {
      this.part(`[data-show="${name}"]`).textContent = text;
    };
    put('files', `${this.sent} of ${this.files}`);
    put('bytes', `${bytesText(this.bytes)} of ${bytesText(this.total)}`);
    put('rate', `${bytesText(Math.round(this.bytes / seconds))}/s`);
    put('problems', String(this.problems));
  }

  private say(text: string): void {
    this.part('[data-say]').textContent = text;
  }
}

const started = new WeakSet<HTMLElement>();
function startUploads(): void {
  for (const root of document.querySelectorAll<HTMLElement>('[data-upload]')) {
    if (started.has(root)) continue;
    started.add(root);
    new Upload(root);
    root.dataset['live'] = '';
  }
}
startUploads();
document.addEventListener('htmx:load', startUploads);
