import { cache, init as startCore, RenderingEngine } from '@cornerstonejs/core';
import * as loader from '@cornerstonejs/dicom-image-loader';
import { init as startTools } from '@cornerstonejs/tools';
import { mostBytes } from '../prefetch/reach';
import { startMetadata } from './metadata';
import { watchBroken } from './pane';
import { startToolClasses } from './tools';

/** How pictures are made: by the graphics card, or by the processor where there is none that helps. */
export interface Rendering {
  isCpu: boolean;
  hasWebgl: boolean;
}

const SOFTWARE = /swiftshader|llvmpipe|softpipe|software|basic render/i;
const MOST_WORKERS = 4;

/** Where support staff say how pictures are made, `gpu` or `cpu`, when a graphics card misleads: in the browser's store. */
const ASKED = 'centralis-rendering';

/** Look for a graphics card; one that is imitated in software draws slower than the processor itself. */
export function findRendering(canvas: HTMLCanvasElement = document.createElement('canvas')): Rendering {
  const context = canvas.getContext('webgl2') ?? canvas.getContext('webgl');
  if (!context) return { isCpu: true, hasWebgl: false };
  const info = context.getExtension('WEBGL_debug_renderer_info');
  const name = String(context.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : context.RENDERER) ?? '');
  context.getExtension('WEBGL_lose_context')?.loseContext();
  const asked = window.localStorage.getItem(ASKED);
  return { isCpu: asked === 'cpu' || (asked !== 'gpu' && SOFTWARE.test(name)), hasWebgl: true };
}

let started: RenderingEngine | undefined;

/** Start Cornerstone once for the document. A frame that the server does not give is told by its pane. */
export function startEngine(rendering: Rendering): RenderingEngine {
  if (started) return started;
  startCore({ rendering: { useCPURendering: rendering.isCpu }, debug: {} } as Parameters<typeof startCore>[0]);
  startTools();
  cache.setMaxCacheSize(mostBytes());
  Object.assign(window, { centralisPixels: heldPixels });
  quietRefused();
  loader.init({
    maxWebWorkers: Math.max(1, Math.min(MOST_WORKERS, Math.floor((navigator.hardwareConcurrency || 2) / 2))),
    useLegacyMetadataProvider: true,
    errorInterceptor: () => undefined,
  });
  startMetadata(rendering.isCpu);
  startToolClasses();
  watchBroken();
  started = new RenderingEngine('reading');
  return started;
}

/** The loader lets a request that was refused go unhandled; its pane has told the reader by then. */
function quietRefused(): void {
  window.addEventListener('unhandledrejection', (event) => {
    if (event.reason instanceof XMLHttpRequest) event.preventDefault();
  });
}

/** What the engine holds of pictures, for support staff and tests: `centralisPixels()` in the browser's console. */
function heldPixels(): { bytes: number; most: number } {
  return { bytes: cache.getCacheSize(), most: cache.getMaxCacheSize() };
}
