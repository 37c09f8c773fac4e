import { make } from '../dom.ts';
import type { DraftFile, DraftProblem } from '../draft.ts';
import { FileRow } from './file-row.ts';

const STEPS: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1 };

/** The files beside the Dockerfile, in tabs. Removing one can be undone until the next one is removed. */
export class FileList extends HTMLElement {
  readonly #tabs = make('div', {
    role: 'tablist',
    class: 'tabs',
    'aria-label': 'Files next to the Dockerfile',
  });
  readonly #panels = make('div');
  readonly #removed = make('div');
  readonly #add = make('button', { type: 'button', class: 'quiet' }, 'Add a file');
  #rows: FileRow[] = [];
  #shown: FileRow | undefined;

  connectedCallback(): void {
    if (this.#tabs.isConnected) return;
    this.append(
      make('h2', {}, 'Files next to it'),
      make('p', { class: 'note' }, 'COPY and ADD can take only these.'),
      make('div', { class: 'tab-strip' }, this.#tabs, this.#add),
      this.#panels,
      this.#removed,
    );
    this.#add.addEventListener('click', () => this.#addRow());
    this.#tabs.addEventListener('keydown', (event) => this.#key(event));
  }

  get value(): readonly DraftFile[] {
    return this.#rows.map((row) => row.file);
  }

  set value(files: readonly DraftFile[]) {
    const name = this.#shown?.file.path;
    this.#rows = files.map((file) => this.#row(file));
    this.#removed.replaceChildren();
    this.#show(this.#rows.find(({ file }) => file.path === name) ?? this.#rows[0]);
  }

  /** Shows each problem at its file and moves to the first. */
  complain(problems: readonly DraftProblem[]): void {
    for (const row of this.#rows) row.complain('');
    for (const { file, message } of problems) this.#rows[file]?.complain(message);
    const [first] = problems;
    if (first === undefined) return;
    this.#show(this.#rows[first.file]);
    this.#rows[first.file]?.focus();
  }

  #show(shown: FileRow | undefined): void {
    this.#shown = shown;
    this.#tabs.hidden = this.#rows.length === 0;
    this.#tabs.replaceChildren(...this.#rows.map((row) => row.tab));
    this.#panels.replaceChildren(...this.#rows.map((row) => row.element));
    for (const row of this.#rows) row.shown = row === shown;
  }

  #key(event: KeyboardEvent): void {
    const step = STEPS[event.key];
    const at = this.#shown === undefined ? -1 : this.#rows.indexOf(this.#shown);
    if (step === undefined || at < 0) return;
    event.preventDefault();
    const next = this.#rows[(at + step + this.#rows.length) % this.#rows.length];
    this.#show(next);
    next?.tab.focus();
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
    row.tab.addEventListener('click', () => {
      this.#show(row);
      row.tab.focus();
    });
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
    this.#show(this.#rows[Math.min(index, this.#rows.length - 1)]);
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
