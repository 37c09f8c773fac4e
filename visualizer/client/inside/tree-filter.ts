import { make } from '../dom.ts';

export interface Kinds<K extends string> {
  /** In the order in which they are offered. */
  names: Readonly<Record<K, string>>;
  /** Left out at first where there is anything else. */
  unusual: K | null;
}

export interface Wanted<K> {
  search: string;
  kinds: ReadonlySet<K>;
  order: 'size' | 'name';
}

/** What of a tree is wanted: part of a path, kinds of paths, and the order. */
export class TreeFilter<K extends string> {
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
  readonly #group = make('div', { class: 'kinds', role: 'group', 'aria-label': 'Kinds of paths' });
  readonly #buttons = new Map<K, HTMLButtonElement>();
  #wanted = new Set<K>();

  constructor(
    readonly kinds: Kinds<K>,
    readonly changed: () => void,
  ) {
    this.element.append(this.#search, this.#order, this.#group);
    this.#search.addEventListener('input', changed);
    this.#order.addEventListener('change', changed);
  }

  get wanted(): Wanted<K> {
    const search = this.#search.value.trim().replace(/^\//, '').toLowerCase();
    return { search, kinds: this.#wanted, order: this.#order.value === 'name' ? 'name' : 'size' };
  }

  get isNarrowed(): boolean {
    return this.#search.value.trim() !== '' || this.#usual.some((kind) => !this.#wanted.has(kind));
  }

  /** Begins with how many there are of each kind. */
  begin(counts: ReadonlyMap<K, number>): void {
    const there = (Object.keys(this.kinds.names) as K[]).filter((kind) => (counts.get(kind) ?? 0) > 0);
    this.#buttons.clear();
    for (const kind of there) this.#buttons.set(kind, this.#button(kind, counts.get(kind) ?? 0));
    this.#group.replaceChildren(...this.#buttons.values());
    this.#group.hidden = there.length < 2;
    this.showAll();
  }

  showAll(): void {
    this.#search.value = '';
    this.#wanted = new Set(this.#usual);
    this.#press();
  }

  get #usual(): readonly K[] {
    const there = [...this.#buttons.keys()];
    const usual = there.filter((kind) => kind !== this.kinds.unusual);
    return usual.length > 0 ? usual : there;
  }

  #button(kind: K, count: number): HTMLButtonElement {
    const mark = make('i', { class: 'mark', 'aria-hidden': 'true' });
    const words = `${this.kinds.names[kind]} ${count.toLocaleString('en')}`;
    const button = make('button', { type: 'button', 'data-kind': kind }, mark, words);
    button.addEventListener('click', () => {
      if (!this.#wanted.delete(kind)) this.#wanted.add(kind);
      this.#press();
      this.changed();
    });
    return button;
  }

  #press(): void {
    for (const [kind, button] of this.#buttons)
      button.setAttribute('aria-pressed', String(this.#wanted.has(kind)));
  }
}
