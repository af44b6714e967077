import './viewer/viewer.scss';
import { Room } from './viewer/room';
import type { Plan } from './viewer/types';

const root = document.querySelector<HTMLElement>('[data-viewer]');
const plan = document.getElementById('viewer-plan')?.textContent;

/** Say that there are no images, and why: the form beside them stays usable. */
function fail(fault: unknown): void {
  const note = root?.querySelector<HTMLElement>('[data-note]');
  if (!note) return;
  const why = fault instanceof Error ? fault.message : String(fault);
  note.textContent = `The images can’t be shown in this browser (${why}). Use a current one, or tell the core lab.`;
  note.hidden = false;
}

if (root && plan) {
  try {
    new Room(root, JSON.parse(plan) as Plan).start().catch(fail);
  } catch (fault) {
    fail(fault);
  }
}
