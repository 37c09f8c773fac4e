import { make } from '../dom.ts';
import type { DraftFile, DraftProblem } from '../draft.ts';
import { FileRow } from './file-row.ts';

/** The files beside the Dockerfile. Removing one can be undone until the next one is removed. */
export class FileList extends HTMLElement {
  readonly #list = make('ul', { role: 'list' });
  readonly #add = make('button', { type: 'button' }, 'Add a file');
  #rows: FileRow[] = [];

  connectedCallback(): void {
    if (this.#list.isConnected) return;
    this.append(
      make('h2', {}, 'Files next to it'),
      make('p', { class: 'note' }, 'COPY and ADD can take only these.'),
      this.#list,
      this.#add,
    );
    this.#add.addEventListener('click', () => this.#addRow());
  }

  get value(): readonly DraftFile[] {
    return this.#rows.map((row) => row.file);
  }

  set value(files: readonly DraftFile[]) {
    this.#rows = files.map((file) => this.#row(file));
    this.#list.replaceChildren(...this.#rows.map((row) => row.element));
  }

  /** Shows each problem at its file and moves to the first. */
  complain(problems: readonly DraftProblem[]): void {
    for (const row of this.#rows) row.complain('');
    for (const { file, message } of problems) this.#rows[file]?.complain(message);
    const [first] = problems;
    if (first !== undefined) this.#rows[first.file]?.focus();
  }

  #addRow(): void {
    const row = this.#row({ path: '', content: '' });
    this.#rows.push(row);
    this.#list.append(row.element);
    row.focus();
    this.#changed();
  }

  #row(file: DraftFile): FileRow {
    const row = new FileRow(
      file,
      () => this.#changed(),
      () => this.#remove(row),
    );
    return row;
  }

  #remove(row: FileRow): void {
    const index = this.#rows.indexOf(row);
    const undo = make('button', { type: 'button' }, 'Undo');
    const note = make(
      'li',
      { class: 'removed' },
      make('span', {}, `${row.file.path || 'The file'} is removed.`),
      undo,
    );
    undo.addEventListener('click', () => {
      this.#rows.splice(Math.min(index, this.#rows.length), 0, row);
      note.replaceWith(row.element);
      row.focus();
      this.#changed();
    });
    this.#list.querySelector('.removed')?.remove();
    this.#rows.splice(index, 1);
    row.element.replaceWith(note);
    undo.focus();
    this.#changed();
  }

  #changed(): void {
    this.dispatchEvent(new CustomEvent('edit', { bubbles: true }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'file-list': FileList;
  }
}
