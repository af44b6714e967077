// Runs in every measured page before its own scripts: watches canvases, and scrolls a stack as a wheel does.
(() => {
  const SIZE = 48;
  const WIDE = 300; // CSS pixels: a picture to read, no thumbnail
  const LONGEST_MS = 60_000;
  const LIT = 24; // of 255; a canvas that is only cleared stays below
  const small = document.createElement('canvas');
  small.width = small.height = SIZE;
  const pen = small.getContext('2d', { willReadFrequently: true });

  const isLit = (canvas) => {
    if (canvas.clientWidth < WIDE || canvas.width === 0 || canvas.height === 0) return false;
    pen.clearRect(0, 0, SIZE, SIZE);
    pen.drawImage(canvas, 0, 0, SIZE, SIZE);
    const { data } = pen.getImageData(0, 0, SIZE, SIZE);
    let lit = 0;
    for (let i = 0; i < data.length; i += 4) if (data[i] > LIT) lit += 1;
    return lit > SIZE;
  };

  /** The moment (ms of the page's own clock) at which a canvas in the page shows a picture. */
  const picture = (isOther = () => true) =>
    new Promise((resolve) => {
      const look = () => {
        const found = [...document.querySelectorAll('canvas')].find((one) => isOther(one) && isLit(one));
        if (found) resolve(performance.now());
        else requestAnimationFrame(look);
      };
      look();
    });

  /**
   * Turn the wheel by one slice as soon as the slice before is drawn, to the last of `count` slices. Returns the ms from
   * the first turn that the viewer took to the last slice drawn, and how many were shown: a viewer that does not listen
   * yet may take the first turns together.
   */
  const sweep = (count) =>
    new Promise((resolve, reject) => {
      const seen = new Set();
      let taken;
      let isLoaded = false;
      let isLast = false;
      let again;
      const canvas = [...document.querySelectorAll('canvas')].find((one) => one.clientWidth >= WIDE);
      const box = canvas.getBoundingClientRect();
      const [clientX, clientY] = [box.left + box.width / 2, box.top + box.height / 2];
      const turned = performance.now();
      let began = turned;
      const turn = () => {
        clearTimeout(again);
        again = setTimeout(turn, seen.size === 0 ? 200 : 5000);
        taken = performance.now();
        const wheel = { deltaY: 100, wheelDeltaY: -120, clientX, clientY, bubbles: true, cancelable: true };
        canvas.dispatchEvent(new WheelEvent('wheel', wheel));
        if (taken - turned > LONGEST_MS) end(() => reject(new Error(`after ${seen.size} slices the wheel was not taken any more`)));
      };
      const loaded = (event) => {
        if (seen.size === 0) began = taken;
        seen.add(event.detail.imageId);
        isLast = event.detail.imageIdIndex === count - 1;
        isLoaded = true;
      };
      const drawn = () => {
        if (!isLoaded) return;
        isLoaded = false;
        if (isLast) end(() => resolve({ ms: performance.now() - began, slices: seen.size }));
        else setTimeout(turn, 0);
      };
      const end = (tell) => {
        clearTimeout(again);
        document.removeEventListener('CORNERSTONE_STACK_NEW_IMAGE', loaded, true);
        document.removeEventListener('CORNERSTONE_IMAGE_RENDERED', drawn, true);
        tell();
      };
      document.addEventListener('CORNERSTONE_STACK_NEW_IMAGE', loaded, true);
      document.addEventListener('CORNERSTONE_IMAGE_RENDERED', drawn, true);
      turn();
    });

  /** Save one mark again and again, as the viewer does; returns the ms until each was acknowledged. */
  const save = async (count) => {
    const plan = JSON.parse(document.getElementById('viewer-plan').textContent);
    const { images_url: where, marks_url: to } = plan.panes.find((one) => one.is_current);
    const image = (await (await fetch(where)).json()).series[0].images[0];
    const [x, y, z] = image.position;
    const shared = { key: crypto.randomUUID(), lesion: 'T1', kind: 'length', instance: image.instance, frame: image.frame };
    const token = document.querySelector('meta[name="csrf-token"]').content;
    const headers = { 'Content-Type': 'application/json', 'X-CSRFToken': token };
    const found = [];
    for (let edit = 1; edit <= count; edit += 1) {
      const body = JSON.stringify({ ...shared, edit, points: [[x + 20, y + 20, z], [x + 40 + edit / 10, y + 20, z]] });
      const began = performance.now();
      const answer = await fetch(to, { method: 'POST', headers, body });
      const told = await answer.json();
      found.push(performance.now() - began);
      if (!answer.ok) throw new Error(told.sentence);
    }
    return found;
  };

  /** Press the button of the next case; returns the ms until its picture is there. */
  const next = async () => {
    const began = performance.now();
    document.querySelector('[data-then] .btn-primary').click();
    return (await picture()) - began;
  };

  /** Move the pane's scrollbar, as a click on it does; returns the ms until the slice at `place` is drawn. */
  const jump = (place) =>
    new Promise((resolve) => {
      const began = performance.now();
      let isThere = false;
      const loaded = (event) => {
        isThere = event.detail.imageIdIndex === place;
      };
      const drawn = () => {
        if (!isThere) return;
        document.removeEventListener('CORNERSTONE_STACK_NEW_IMAGE', loaded, true);
        document.removeEventListener('CORNERSTONE_IMAGE_RENDERED', drawn, true);
        resolve(performance.now() - began);
      };
      document.addEventListener('CORNERSTONE_STACK_NEW_IMAGE', loaded, true);
      document.addEventListener('CORNERSTONE_IMAGE_RENDERED', drawn, true);
      const bar = document.querySelector('.viewer-scroll');
      bar.value = String(place);
      bar.dispatchEvent(new Event('input', { bubbles: true }));
      bar.dispatchEvent(new Event('change', { bubbles: true }));
    });

  window.measuring = { picture, sweep, save, next, jump, first: picture() };
})();
