import './viewer/viewer.scss';
import { keepOnly, knowSeries, loadImage, placeOf } from './viewer/engine';
import { fetchImages } from './viewer/io/api';
import { Passage } from './viewer/passage/passage';
import { Ahead } from './viewer/prefetch/ahead';
import { Room } from './viewer/room';
import type { Plan } from './viewer/types';

const ahead = new Ahead({ images: fetchImages, know: knowSeries, place: placeOf, load: loadImage });

/** Say that there are no images, and why: the form beside them stays usable. */
function fail(root: HTMLElement, fault: unknown): void {
  const note = root.querySelector<HTMLElement>('[data-note]');
  if (!note) return;
  const why = fault instanceof Error ? fault.message : String(fault);
  note.textContent = `The images can’t be shown in this browser (${why}). Use a current one, or tell the core lab.`;
  note.hidden = false;
}

/** Start the viewer that the page holds, if it holds one; images of cases that were left are let go. */
function arrive(): void {
  const root = document.querySelector<HTMLElement>('[data-viewer]');
  const text = document.getElementById('viewer-plan')?.textContent;
  if (!root || !text) return void ahead.begin();
  try {
    const plan = JSON.parse(text) as Plan;
    keepOnly([ahead.place, ...plan.panes.map((one) => one.images_url)].filter(Boolean));
    const room = new Room(root, plan);
    const started = room.start();
    started.catch((fault: unknown) => fail(root, fault));
    if (plan.ahead_url) ahead.plan(plan.ahead_url, started.then(() => room.whole()));
  } catch (fault) {
    fail(root, fault);
  }
}

arrive();
// Only pages of reading are passed through: the document's content policy is theirs.
if (document.querySelector('.reader-shell form[data-readform], .reader-shell [data-viewer]')) new Passage(arrive);
