import { make, setText } from '../../dom.ts';
import type { Edit } from '../../lab/exercise.ts';
import { t } from '../../translate.ts';

/** Above the editor, after a change was made by one click: what changed, what to predict before Build. */
export class TryingNote extends HTMLElement {
  readonly question = make('lab-question', { hidden: '' });
  readonly #title = make('h2', { tabindex: '-1' });
  readonly #changed = make('p', { class: 'note' });
  readonly #progress = make('p', { class: 'progress', role: 'status' });

  connectedCallback(): void {
    if (!this.#title.isConnected) this.append(this.#title, this.#changed, this.question, this.#progress);
  }

  begin(edit: Edit, changed: string): void {
    setText(this.#title, edit.title);
    setText(this.#changed, changed);
    this.question.hidden = edit.question === null;
    if (edit.question !== null) this.question.ask(edit.question);
    this.#progress.textContent = '';
    this.hidden = false;
    if (!edit.predict_steps) this.scrollIntoView({ block: 'start' });
    this.#title.focus({ preventScroll: true });
  }

  /** How many of the steps have been predicted. */
  progress(said: number, asked: number): void {
    const words =
      said === asked
        ? t('Every step is predicted. Press Build.')
        : t('In the stack: will each step be cached or rebuilt? {said} of {asked} predicted.', {
            said,
            asked,
          });
    setText(this.#progress, asked === 0 ? '' : words);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'trying-note': TryingNote;
  }
}
