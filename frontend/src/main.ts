import './style/tabler.scss';
import './style/look.scss';
import { startConfirm } from './page/confirm';
import { startFlash } from './page/flash';
import { startForms } from './page/forms';
import { startGrids } from './page/grid';
import { startMenus, startSmallButtons } from './page/menus';
import { startRequests } from './page/requests';
import { tellScreen } from './page/screen';
import { startSession } from './page/session';
import { startTables } from './page/tables';
import { startTheme } from './page/theme';
import { refreshTimes, startTimes } from './page/times';

/** What a piece of page needs once it is there: at load, and again after htmx put in a new piece. */
function enliven(root: ParentNode): void {
  startTables(root);
  startGrids(root);
  refreshTimes(root, Date.now());
  tellScreen(root);
  if (root.querySelector('figure[data-chart]')) void import('./charts');
  if (root.querySelector('[data-upload]')) void import('./upload');
}

startTheme();
startConfirm();
startForms();
startRequests();
startFlash();
startMenus();
startSmallButtons();
startTimes();
startSession();
enliven(document);
document.addEventListener('htmx:load', (event) => {
  if (event.target instanceof Element) enliven(event.target);
});
document.documentElement.dataset['ready'] = '';
