import { make } from '../dom.ts';
import type { DraftFile, DraftProblem } from '../draft.ts';
import { FileRow } from './file-row.ts';
import { type Panel, panelOf, TabStrip } from './tab-strip.ts';

/** The Dockerfile and the files beside it, in tabs. Removing one can be undone until the next one is removed. */
export class FileList extends HTMLElement {
  readonly dockerfile = make('dockerfile-field');
  readonly #strip = new TabStrip('The Dockerfile and the files beside it');
  readonly #first: Panel = panelOf(make('div', { 'aria-label': 'Dockerfile' }), 'dockerfile-panel');
  readonly #removed = make('div');
  readonly #add = make(
    'button',
    { type: 'button', class: 'quiet add', 'aria-label': 'Add a file', title: 'Add a file' },
    '+',
  );
  #rows: FileRow[] = [];

  connectedCallback(): void {
    if (this.#add.isConnected) return;
    this.#first.tab.textContent = 'Dockerfile';
    this.#first.element.append(this.dockerfile);
    this.append(
      make('div', { class: 'tab-strip' }, this.#strip.tabs, this.#add),
      this.#strip.panels,
      this.#removed,
    );
    this.#add.addEventListener('click', () => this.#addRow());
    this.addEventListener('attention', () => this.#strip.show(this.#first));
    this.#show(this.#first);
  }

  get value(): readonly DraftFile[] {
    return this.#rows.map((row) => row.file);
  }

  /** The tab shown stays where there is still one of that name. */
  set value(files: readonly DraftFile[]) {
    const name = this.#rows.find((row) => row === this.#strip.shown)?.file.path;
    this.#rows = files.map((file) => this.#row(file));
    this.#removed.replaceChildren();
    this.#show(this.#rows.find(({ file }) => file.path === name) ?? this.#first);
  }

  /** Turns to a file by its path, or to the Dockerfile; its tab. */
  turnTo(path: string): HTMLButtonElement {
    const panel = this.#rows.find(({ file }) => file.path === path) ?? this.#first;
    this.#show(panel);
    return panel.tab;
  }

  /** Shows each problem at its file and moves to the first. */
  complain(problems: readonly DraftProblem[]): void {
    for (const row of this.#rows) row.complain('');
    for (const { file, message } of problems) this.#rows[file]?.complain(message);
    const [first] = problems;
    const row = first && this.#rows[first.file];
    if (row === undefined) return;
    this.#show(row);
    row.focus();
  }

  #show(shown: Panel): void {
    this.#strip.draw([this.#first, ...this.#rows], shown);
  }

  #addRow(): void {
    const row = this.#row({ path: '', content: '' });
    this.#rows.push(row);
    this.#show(row);
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
    const words = make('span', {}, `${row.file.path || 'The file'} is removed.`);
    undo.addEventListener('click', () => {
      this.#rows.splice(Math.min(index, this.#rows.length), 0, row);
      this.#removed.replaceChildren();
      this.#show(row);
      row.focus();
      this.#changed();
    });
    this.#rows.splice(index, 1);
    this.#removed.replaceChildren(make('p', { class: 'removed' }, words, undo));
    this.#show(this.#rows[Math.min(index, this.#rows.length - 1)] ?? this.#first);
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
