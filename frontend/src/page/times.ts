import { all } from './dom';

const UNITS = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
] as const;

/** A length of time in the house's way: "3 d 4 h", "4 h 12 min", "12 min", "under 1 min". */
export function span(seconds: number): string {
  let rest = Math.max(0, Math.floor(seconds));
  const first = UNITS.findIndex(([, size]) => rest >= size);
  if (first === -1) return 'under 1 min';
  const parts: string[] = [];
  for (const [unit, size] of UNITS.slice(first, first + 2)) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count} ${unit}`);
  }
  return parts.join(' ');
}

/** Rewrites every `<time data-ago>` under a root, so that an open page does not show stale ages. */
export function refreshTimes(root: ParentNode, now: number): void {
  for (const element of all<HTMLTimeElement>(root, 'time[data-ago]')) {
    const at = Date.parse(element.dateTime);
    if (Number.isNaN(at)) continue;
    const seconds = (now - at) / 1000;
    const text = seconds < 0 ? `in ${span(-seconds)}` : span(seconds);
    if (element.textContent !== text) element.textContent = text;
  }
}

/** Keeps ages current while the page stays open; does nothing in a hidden tab. */
export function startTimes(): void {
  const tick = (): void => {
    if (!document.hidden) refreshTimes(document, Date.now());
  };
  window.setInterval(tick, 30_000);
  document.addEventListener('visibilitychange', tick);
}
