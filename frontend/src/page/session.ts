import { make } from './dom';

const KEY = 'centralis.lastContact';
const WARN_S = 120;
const REFRESH_S = 240;

export type Mood = 'quiet' | 'refresh' | 'warn' | 'over';

/** What to do, given seconds since the server last heard from us and since the person last did something. */
export function mood(sinceContact: number, sinceActivity: number, idle: number): Mood {
  if (sinceContact >= idle) return 'over';
  if (sinceActivity < sinceContact && sinceContact >= Math.min(REFRESH_S, idle / 2)) return 'refresh';
  return sinceContact >= idle - WARN_S ? 'warn' : 'quiet';
}

function touched(): void {
  localStorage.setItem(KEY, String(Date.now()));
}

/** Warns before an idle session ends; typing counts as being here; all tabs of one browser share the clock. */
export function startSession(): void {
  const idle = Number(document.body.dataset['idleSeconds'] ?? '0');
  const url = document.body.dataset['keepaliveUrl'];
  if (!idle) return;
  let active = Date.now();
  const here = (): void => {
    active = Date.now();
  };
  for (const name of ['pointerdown', 'keydown', 'wheel', 'touchstart']) {
    document.addEventListener(name, here, { passive: true });
  }
  document.addEventListener('htmx:afterRequest', touched);
  document.addEventListener('centralis:contact', touched);
  touched();
  const box = warning(async () => {
    here();
    await keepAlive(url);
  });
  window.setInterval(() => {
    const now = Date.now();
    const contact = (now - Number(localStorage.getItem(KEY) ?? now)) / 1000;
    const what = mood(contact, (now - active) / 1000, idle);
    if (what === 'refresh') void keepAlive(url);
    box.show(what, Math.max(0, Math.round(idle - contact)));
  }, 5_000);
}

async function keepAlive(url: string | undefined): Promise<void> {
  if (!url) return;
  try {
    const answer = await fetch(url, { credentials: 'same-origin', redirect: 'manual' });
    if (answer.ok) touched();
  } catch {
    // Offline: the clock keeps running and the warning stays, which is the truth.
  }
}

function warning(stay: () => Promise<void>): { show: (what: Mood, left: number) => void } {
  const text = make('p', { role: 'alert' });
  const button = make('button', { type: 'button', class: 'btn btn-primary' }, 'Stay signed in');
  const again = make('a', { class: 'btn btn-primary', href: window.location.href }, 'Sign in again');
  const dialog = make('dialog', { class: 'dialog', 'aria-label': 'Your session' });
  dialog.append(text, make('div', { class: 'dialog-actions' }, button, again));
  document.body.append(dialog);
  button.addEventListener('click', () => {
    dialog.close();
    void stay();
  });
  return {
    show(what, left) {
      if (what === 'quiet' || what === 'refresh') {
        if (dialog.open) dialog.close();
        return;
      }
      const over = what === 'over';
      const words = over
        ? 'You were signed out because nothing happened for a while. What you typed is still on this page: copy it before you sign in again.'
        : `You will be signed out in under ${Math.max(1, Math.ceil(left / 60))} min because nothing happened for a while.`;
      if (text.textContent !== words) text.textContent = words;
      button.hidden = over;
      again.hidden = !over;
      if (!dialog.open) dialog.showModal();
    },
  };
}
