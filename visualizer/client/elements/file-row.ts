import { describeFile, editableText, withText } from '../context-file.ts';
import { make } from '../dom.ts';
import type { DraftFile } from '../draft.ts';
import { panelOf } from './tab-strip.ts';

const LEAST_ROWS = 2;
const MOST_ROWS = 16;
let rows = 0;

/** One file of the build context: its path, its text, and a button that removes it. */
export class FileRow {
  readonly element: HTMLElement;
  /** Its tab, in the list's strip. */
  readonly tab: HTMLButtonElement;
  readonly #path: HTMLInputElement;
  readonly #fault: HTMLParagraphElement;
  #file: DraftFile;

  constructor(file: DraftFile, changed: () => void, remove: () => void) {
    const id = `file-${rows++}`;
    this.#file = file;
    this.#path = make('input', {
      id,
      type: 'text',
      spellcheck: 'false',
      autocapitalize: 'off',
      autocomplete: 'off',
      'aria-describedby': `${id}-fault`,
    });
    this.#path.value = file.path;
    this.#fault = make('p', { class: 'fault', id: `${id}-fault`, hidden: '' });
    const button = make('button', { type: 'button', class: 'quiet' }, 'Remove');
    const head = make(
      'div',
      { class: 'file-head' },
      make('label', { for: id }, 'File name'),
      this.#path,
      button,
    );
    const note = make('p', { class: 'note' }, 'COPY and ADD take files from these tabs.');
    const panel = make('div', { class: 'file' }, head, this.#fault, this.#content(id, changed), note);
    ({ element: this.element, tab: this.tab } = panelOf(panel, `${id}-panel`));
    this.#path.addEventListener('input', () => {
      this.#file = { ...this.#file, path: this.#path.value };
      this.#name(button);
      this.complain('');
      changed();
    });
    button.addEventListener('click', remove);
    this.#name(button);
  }

  get file(): DraftFile {
    return this.#file;
  }

  complain(fault: string): void {
    this.#fault.textContent = fault;
    this.#fault.hidden = fault === '';
    if (fault === '') this.#path.removeAttribute('aria-invalid');
    else this.#path.setAttribute('aria-invalid', 'true');
  }

  focus(): void {
    this.#path.focus();
  }

  #name(button: HTMLButtonElement): void {
    const name = this.#file.path || 'new file';
    button.setAttribute('aria-label', `Remove ${name}`);
    this.tab.textContent = name;
    this.tab.title = name;
    this.element.setAttribute('aria-label', name);
  }

  #content(id: string, changed: () => void): HTMLElement {
    const text = editableText(this.#file.content);
    if (text === null) {
      return make(
        'p',
        { class: 'note' },
        `This is a ${describeFile(this.#file.content)}. It is sent as it is.`,
      );
    }
    const area = make('textarea', {
      id: `${id}-text`,
      wrap: 'off',
      spellcheck: 'false',
      autocapitalize: 'off',
    });
    const resize = () => {
      area.rows = Math.min(MOST_ROWS, Math.max(LEAST_ROWS, area.value.split('\n').length));
    };
    area.value = text;
    resize();
    area.addEventListener('input', () => {
      this.#file = { ...this.#file, content: withText(this.#file.content, area.value) };
      resize();
      changed();
    });
    return make('div', {}, make('label', { for: `${id}-text`, class: 'unseen' }, 'Content'), area);
  }
}
