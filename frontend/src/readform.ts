import { startDraft } from './reading/draft';
import { startReadForm } from './reading/form';

for (const form of document.querySelectorAll<HTMLFormElement>('form[data-readform]')) {
  startReadForm(form);
  startDraft(form);
}
