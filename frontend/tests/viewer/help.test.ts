import { readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { HELP, keyHelp, signOf } from '../../src/viewer/hotkeys/help';
import { commandOf, KEYS } from '../../src/viewer/hotkeys/keys';

const told = new Set(HELP.flatMap((group) => group.keys.flatMap(([keys]) => keys)));

test('every key that does something is told, and what is told does something', () => {
  expect(KEYS.filter((key) => !told.has(key))).toEqual([]);
  const drawing = ['Enter', 'Space', 'Arrows', 'Tab', 'Backspace', '…'];
  const press = (key: string) => commandOf({ key, ctrlKey: false, metaKey: false, altKey: false });
  expect([...told].filter((key) => !drawing.includes(key) && !press(key))).toEqual([]);
});

test('the dialog lists them and closes', () => {
  HTMLDialogElement.prototype.showModal = vi.fn();
  HTMLDialogElement.prototype.close = vi.fn();
  keyHelp(document.body).open();
  const dialog = document.querySelector('dialog.viewer-help');
  expect(dialog?.querySelectorAll('h3')).toHaveLength(HELP.length);
  expect(dialog?.textContent).toContain('its next end');
  dialog?.querySelector('button')?.click();
  expect(HTMLDialogElement.prototype.close).toHaveBeenCalledTimes(1);
});

test('the guide for readers lists the same keys in the same words', () => {
  const guide = readFileSync('../docs/guides/reading.md', 'utf8');
  const [, listed] = guide.match(/## Every key\n\n([^]*?)\n## /) ?? [];
  const wanted = HELP.map(({ title, keys }) => {
    const lines = keys.map(([names, words]) => `| ${names.map((name) => (name === '…' ? name : `\`${signOf(name)}\``)).join(' ')} | ${words} |`);
    return `### ${title}\n\n| keys | what they do |\n|---|---|\n${lines.join('\n')}\n`;
  });
  expect(listed).toBe(wanted.join('\n'));
});
