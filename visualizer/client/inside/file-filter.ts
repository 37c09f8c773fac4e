import { make } from '../dom.ts';
import { type FileKind, KIND_NAMES, KINDS } from './file-kind.ts';

export interface Wanted {
  search: string;
  kinds: ReadonlySet<FileKind>;
  order: 'size' | 'name';
}

/** What of a sheet is wanted: part of a path, kinds of changes, and the order. */
export class FileFilter {
  readonly element = make('div', { class: 'filter' });
  readonly #search = make('input', {
    type: 'search',
    'aria-label': 'Search paths',
    placeholder: 'Search paths',
  });
  readonly #order = make(
    'select',
    { 'aria-label': 'Order' },
    make('option', { value: 'size' }, 'Largest first'),
    make('option', { value: 'name' }, 'By name'),
  );
  readonly #kinds = make('div', { class: 'kinds', role: 'group', 'aria-label': 'Kinds of changes' });
  #wanted = new Set<FileKind>();
  #there: readonly FileKind[] = [];

  constructor(readonly changed: () => void) {
    this.element.append(this.#search, this.#order, this.#kinds);
    this.#search.addEventListener('input', changed);
    this.#order.addEventListener('change', changed);
  }

  get wanted(): Wanted {
    const search = this.#search.value.trim().replace(/^\//, '').toLowerCase();
    return { search, kinds: this.#wanted, order: this.#order.value === 'name' ? 'name' : 'size' };
  }

  get isNarrowed(): boolean {
    return this.#search.value.trim() !== '' || this.#usual.some((kind) => !this.#wanted.has(kind));
  }

  /** Begins with what a sheet has. Folders that are only listed again are left out where there is anything else. */
  begin(counts: Readonly<Record<FileKind, number>>): void {
    this.#there = KINDS.filter((kind) => counts[kind] > 0);
    this.#kinds.replaceChildren(...this.#there.map((kind) => this.#toggle(kind, counts[kind])));
    this.#kinds.hidden = this.#there.length < 2;
    this.showAll();
  }

  showAll(): void {
    this.#search.value = '';
    this.#wanted = new Set(this.#usual);
    this.#press();
  }

  get #usual(): readonly FileKind[] {
    const usual = this.#there.filter((kind) => kind !== 'touched');
    return usual.length > 0 ? usual : this.#there;
  }

  #toggle(kind: FileKind, count: number): HTMLButtonElement {
    const mark = make('i', { class: 'mark', 'aria-hidden': 'true' });
    const words = `${KIND_NAMES[kind]} ${count.toLocaleString('en')}`;
    const button = make('button', { type: 'button', 'data-kind': kind }, mark, words);
    button.addEventListener('click', () => {
      if (!this.#wanted.delete(kind)) this.#wanted.add(kind);
      this.#press();
      this.changed();
    });
    return button;
  }

  #press(): void {
    for (const button of this.#kinds.querySelectorAll('button'))
      button.setAttribute('aria-pressed', String(this.#wanted.has(button.dataset.kind as FileKind)));
  }
}
