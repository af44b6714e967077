import { startPanes } from './reading/panes';

for (const panes of document.querySelectorAll<HTMLElement>('[data-panes]')) startPanes(panes);
