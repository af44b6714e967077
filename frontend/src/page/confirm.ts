import { make } from './dom';

interface Question {
  text: string;
  verb: string;
}

interface HtmxConfirm {
  question: string | null;
  elt: Element;
  issueRequest: (skip: boolean) => void;
}

/** Asks in a modal dialog; answers true only when the named verb is pressed. */
export function ask(question: Question): Promise<boolean> {
  const cancel = make('button', { type: 'submit', value: 'no', class: 'btn' }, 'Cancel');
  const go = make('button', { type: 'submit', value: 'yes', class: 'btn btn-primary' }, question.verb);
  const form = make('form', { method: 'dialog', class: 'dialog-actions' }, cancel, go);
  const dialog = make('dialog', { class: 'dialog', 'aria-label': question.verb });
  dialog.append(make('p', {}, question.text), form);
  document.body.append(dialog);
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      const yes = dialog.returnValue === 'yes';
      dialog.remove();
      resolve(yes);
    });
    dialog.showModal();
    cancel.focus();
  });
}

function question(element: Element): Question {
  return {
    text: element.getAttribute('data-confirm') ?? '',
    verb: element.getAttribute('data-confirm-verb') ?? (element.textContent?.trim() || 'Continue'),
  };
}

/** Puts a question before every `[data-confirm]` button or link, and before `hx-confirm` requests. */
export function startConfirm(): void {
  document.addEventListener(
    'click',
    (event) => {
      const source = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-confirm]') : null;
      if (!source || source.dataset['confirmed'] !== undefined) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      void ask(question(source)).then((yes) => {
        if (!yes) return;
        source.dataset['confirmed'] = '';
        source.click();
        delete source.dataset['confirmed'];
      });
    },
    { capture: true },
  );
  document.addEventListener('htmx:confirm', (event) => {
    const detail = (event as CustomEvent<HtmxConfirm>).detail;
    if (!detail.question) return;
    event.preventDefault();
    const verb = detail.elt.getAttribute('data-confirm-verb') ?? (detail.elt.textContent?.trim() || 'Continue');
    void ask({ text: detail.question, verb }).then((yes) => {
      if (yes) detail.issueRequest(true);
    });
  });
}
