import { startDraft } from './reading/draft';
import { startReadForm } from './reading/form';
import { startScales } from './reading/scale';
import { startVentricles } from './reading/ventricle';

/** Bring the forms of the page to life: at load, and at every page that is passed to. */
function start(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>('form[data-readform]')) {
    startReadForm(form);
    startScales(form);
    startVentricles(form);
    startDraft(form);
  }
}

start();
document.addEventListener('centralis:arrived', start);
