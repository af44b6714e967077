import { startReadForm } from './reading/form';

for (const form of document.querySelectorAll<HTMLFormElement>('form[data-readform]')) startReadForm(form);
