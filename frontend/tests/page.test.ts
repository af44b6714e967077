import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import icons from '../icons.json';
import { symbol } from '../sprite';
import { ask, startConfirm } from '../src/page/confirm';
import { flash } from '../src/page/flash';
import { refusal } from '../src/page/refusal';
import { mood } from '../src/page/session';

describe('the icon sprite', () => {
  it('has each icon once, at most forty', () => {
    expect(new Set(icons).size).toBe(icons.length);
    expect(icons.length).toBeLessThanOrEqual(40);
  });
  it('keeps a drawing and drops its frame', () => {
    const source = readFileSync('node_modules/@tabler/icons/icons/outline/check.svg', 'utf8');
    const made = symbol('check', source);
    expect(made).toMatch(/^<symbol id="check" viewBox="0 0 24 24"[^>]*>.*<path .*<\/symbol>$/);
    expect(made).not.toContain('M0 0h24v24H0z');
    expect(() => symbol('broken', 'not a picture')).toThrow('icon broken');
  });
});

describe('the idle session', () => {
  it('stays quiet, keeps contact while somebody works, warns, and ends', () => {
    expect(mood(10, 10, 900)).toBe('quiet');
    expect(mood(300, 5, 900)).toBe('refresh');
    expect(mood(300, 300, 900)).toBe('quiet');
    expect(mood(790, 790, 900)).toBe('warn');
    expect(mood(900, 900, 900)).toBe('over');
  });
});

describe('flash', () => {
  beforeEach(() => {
    document.body.innerHTML = '<div id="flash" aria-live="polite"></div>';
  });
  it('announces errors at once and never reads text as markup', () => {
    flash('<img src=x> failed', 'error');
    const box = document.querySelector('#flash > div');
    expect(box?.getAttribute('role')).toBe('alert');
    expect(box?.querySelector('span')?.textContent).toBe('<img src=x> failed');
    expect(box?.querySelector('img')).toBeNull();
  });
});

describe('refusal', () => {
  const answer = (status: number, type: string, text: string) => ({ status, responseText: text, getResponseHeader: () => type });
  it('uses the server\'s plain sentence, and its own otherwise', () => {
    expect(refusal(answer(409, 'text/plain; charset=utf-8', 'The exam was accepted meanwhile.'))).toBe('The exam was accepted meanwhile.');
    expect(refusal(answer(500, 'text/html', '<h1>x</h1>'))).toContain('(500). Nothing was saved');
    expect(refusal(answer(404, 'text/html', ''))).toContain('not yours to see');
  });
});

describe('confirm', () => {
  it('answers yes only to the verb', async () => {
    document.body.innerHTML = '';
    const asked = ask({ text: 'Both readers will see it.', verb: 'Accept exam' });
    const dialog = document.querySelector('dialog');
    expect(dialog?.textContent).toContain('Both readers will see it.');
    dialog?.close('yes');
    expect(await asked).toBe(true);
    const again = ask({ text: 'x', verb: 'y' });
    document.querySelector('dialog')?.close('no');
    expect(await again).toBe(false);
    expect(document.querySelector('dialog')).toBeNull();
  });

  it('holds a click back until the question is answered', async () => {
    startConfirm();
    let pressed = 0;
    document.body.innerHTML = '<button data-confirm="Sure.">Withdraw</button>';
    const button = document.querySelector('button');
    button?.addEventListener('click', () => (pressed += 1));
    button?.click();
    expect(pressed).toBe(0);
    document.querySelector('dialog')?.close('yes');
    await new Promise((resolve) => setTimeout(resolve, 0));
    expect(pressed).toBe(1);
  });
});
