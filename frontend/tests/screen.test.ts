import { expect, test } from 'vitest';
import { tellScreen } from '../src/page/screen';

test('hidden fields take what the browser knows of the screen, others stay as they are', () => {
  document.body.innerHTML = `<form><input data-screen="width" value=""><input data-screen="ratio" value="">
    <input data-screen="other" value="x"><input name="display" value="left"></form>`;
  const on = { screen: { width: 2048, height: 1536, colorDepth: 30 }, devicePixelRatio: 1.5 } as unknown as Window;
  tellScreen(document, on);
  expect([...document.querySelectorAll('input')].map((one) => one.value)).toEqual(['2048', '1.5', '', 'left']);
});
