import { startReadForm } from './reading/form';
import { startPanes } from './reading/panes';

for (const panes of document.querySelectorAll<HTMLElement>('[data-panes]')) startPanes(panes);
for (const form of document.querySelectorAll<HTMLFormElement>('form[data-readform]')) startReadForm(form);
