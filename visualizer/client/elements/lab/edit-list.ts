import { make } from '../../dom.ts';
import type { Edit } from '../../lab/exercise.ts';
import { t } from '../../translate.ts';
import { markup } from './markup.ts';

/** Changes to try, each made by one click. Emits `edit-chosen` {edit, fresh}: fresh is from the lab's own file. */
export class EditList extends HTMLElement {
  #shown = '';

  draw(edits: readonly Edit[]): void {
    this.hidden = edits.length === 0;
    const drawn = edits.map(({ id }) => id).join();
    if (drawn === this.#shown) return;
    this.#shown = drawn;
    const items = edits.map((edit) => {
      const button = make('button', { type: 'button' }, t('Make this change'));
      button.setAttribute('aria-label', `${t('Make this change')}: ${edit.title}`);
      button.addEventListener('click', () => this.#choose(edit, false));
      const note = make('div', { class: 'edit-note', 'data-edit': edit.id });
      return make('li', {}, make('h3', {}, edit.title), markup('div', edit.html), button, note);
    });
    this.replaceChildren(make('h2', {}, t('Try this')), make('ul', { role: 'list' }, ...items));
  }

  /** The learner wrote something else: there is nothing to replace. */
  offerFresh(edit: Edit): void {
    const note = this.querySelector(`[data-edit="${CSS.escape(edit.id)}"]`);
    const button = make('button', { type: 'button' }, t('Start from the lab’s own file'));
    button.addEventListener('click', () => {
      note?.replaceChildren();
      this.#choose(edit, true);
    });
    note?.replaceChildren(
      make('p', { class: 'note' }, t('Your text no longer has the line to change.')),
      button,
    );
    button.focus();
  }

  #choose(edit: Edit, fresh: boolean): void {
    this.dispatchEvent(new CustomEvent('edit-chosen', { detail: { edit, fresh }, bubbles: true }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'edit-list': EditList;
  }
}
