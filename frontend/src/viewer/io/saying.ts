import type { Told } from './queue';

type State = Parameters<Told['onState']>[1];

const WORDS: Readonly<Record<State, (waiting: number) => string>> = {
  saving: () => 'Saving…',
  saved: () => 'All marks saved',
  offline: (waiting) => `Server not reached: ${waiting} not saved yet, kept in this browser and tried again`,
  'signed-out': (waiting) => `Signed out: ${waiting} not saved yet. Sign in again in another tab; they are sent then`,
};

/** How saving goes, for the person who waits for it. */
export function describeSaving(state: State, waiting: number): string {
  return WORDS[state](waiting);
}
