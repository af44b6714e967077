import './viewer/viewer.scss';
import { Room } from './viewer/room';
import type { Plan } from './viewer/types';

const root = document.querySelector<HTMLElement>('[data-viewer]');
const plan = document.getElementById('viewer-plan')?.textContent;
if (root && plan) {
  const room = new Room(root, JSON.parse(plan) as Plan);
  void room.start();
}
