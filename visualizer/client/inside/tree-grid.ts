import { make } from '../dom.ts';
import { moveOf, typedRow } from './grid-keys.ts';
import { rowsOf, type TreeNode, type TreeRow } from './sheet-tree.ts';
import { visible } from './visible.ts';

/** Rows drawn beyond what can be seen. */
const MARGIN = 8;
const TYPING_PAUSE = 700;

export interface Column<T> {
  name: string;
  /** Of its cells, for the style. */
  as: string;
  text(node: TreeNode<T>): string;
}

export interface Look<T> {
  /** Beside the names of the paths. */
  columns: readonly Column<T>[];
  /** The form in which a row's mark is drawn. */
  kind(node: TreeNode<T>): string;
  /** How much of the whole a row is, from 0 to 1. */
  share(node: TreeNode<T>): number;
}

/** A tree as a table. Only the rows in sight are in the page, however many there are. */
export class TreeGrid<T extends { path: string }> {
  readonly element: HTMLElement;
  readonly #head = make('div', { role: 'rowgroup', class: 'head' });
  readonly #body = make('div', { role: 'rowgroup', class: 'rows' });
  readonly #drawn = new Map<number, HTMLElement>();
  #root: TreeNode<T> | null = null;
  #open: (node: TreeNode<T>) => boolean = () => false;
  /** What somebody opened or closed by hand. */
  #toggled = new Map<string, boolean>();
  #rows: readonly TreeRow<T>[] = [];
  #at = 0;
  #height = 0;
  #typed = '';
  #typedAt = 0;

  /** `choose` is told the row that is selected, `use` one that holds nothing and was asked for. */
  constructor(
    label: string,
    readonly look: Look<T>,
    readonly choose: (node: TreeNode<T>) => void,
    readonly use: (node: TreeNode<T>) => void,
  ) {
    const count = look.columns.length + 1;
    this.element = make('div', { role: 'treegrid', class: 'grid', 'aria-label': label });
    this.element.setAttribute('aria-colcount', `${count}`);
    const names = [{ name: 'Path', as: 'path' }, ...look.columns];
    const heads = names.map(({ name, as }) => make('span', { role: 'columnheader', class: as }, name));
    this.#head.append(make('div', { role: 'row', class: 'line', 'aria-rowindex': '1' }, ...heads));
    this.element.append(this.#head, this.#body);
    this.element.addEventListener('scroll', () => this.#draw(), { passive: true });
    this.element.addEventListener('keydown', (event) => this.#key(event));
    this.#body.addEventListener('click', (event) => this.#click(event));
    this.#body.addEventListener('dblclick', (event) => this.#doubleClick(event));
    new ResizeObserver(() => this.#measure()).observe(this.element);
  }

  /** `isOpen` holds until somebody opens or closes a folder. */
  show(root: TreeNode<T>, isOpen: (node: TreeNode<T>) => boolean, path: string | null = null): void {
    const chosen = path ?? this.chosen?.path;
    this.#root = root;
    this.#open = isOpen;
    this.#toggled = new Map();
    this.#lay();
    const known = this.#rows.findIndex(({ node }) => node.path === chosen);
    // Else the first that is there for its own sake, not a folder around it.
    const first = this.#rows.findIndex(({ node }) => node.kept);
    this.#at = Math.max(0, known < 0 ? first : known);
    this.element.scrollTop = 0;
    this.#draw();
    this.#bringIn(this.#at);
    if (this.chosen !== undefined) this.choose(this.chosen);
  }

  get chosen(): TreeNode<T> | undefined {
    return this.#rows[this.#at]?.node;
  }

  focus(): void {
    this.#drawn.get(this.#at)?.focus();
  }

  get length(): number {
    return this.#rows.length;
  }

  #lay(): void {
    const open = (node: TreeNode<T>) => this.#toggled.get(node.path) ?? this.#open(node);
    this.#rows = this.#root === null ? [] : rowsOf(this.#root, open);
    this.element.setAttribute('aria-rowcount', `${this.#rows.length + 1}`);
    for (const row of this.#drawn.values()) row.remove();
    this.#drawn.clear();
    this.#measure();
  }

  /** The height of a row is the style's; it changes with the page's width. */
  #measure(): void {
    const probe = make('div', { class: 'line' });
    this.#body.append(probe);
    this.#height = probe.offsetHeight;
    probe.remove();
    this.#body.style.setProperty('height', `${this.#rows.length * this.#height}px`);
    for (const [index, row] of this.#drawn) this.#place(row, index);
    this.#draw();
  }

  #draw(): void {
    if (this.#height === 0) return;
    const room = this.element.clientHeight - this.#head.offsetHeight;
    const first = Math.floor(this.element.scrollTop / this.#height) - MARGIN;
    const last = Math.ceil((this.element.scrollTop + room) / this.#height) + MARGIN;
    for (const [index, row] of this.#drawn) {
      // The one with the focus stays, wherever it is scrolled to.
      if ((index >= first && index < last) || index === this.#at) continue;
      row.remove();
      this.#drawn.delete(index);
    }
    let next: Element | null = null;
    for (let index = Math.min(last, this.#rows.length) - 1; index >= Math.max(0, first); index -= 1)
      next = this.#need(index, next);
    this.#need(this.#at, null);
  }

  #need(index: number, before: Element | null): Element | null {
    const known = this.#drawn.get(index);
    const row = this.#rows[index];
    if (known !== undefined || row === undefined) return known ?? before;
    const element = this.#rowElement(row, index);
    this.#drawn.set(index, element);
    this.#body.insertBefore(element, before);
    return element;
  }

  #place(element: HTMLElement, index: number): void {
    element.style.setProperty('transform', `translateY(${index * this.#height}px)`);
  }

  #rowElement({ node, position, of, open }: TreeRow<T>, index: number): HTMLElement {
    const { look } = this;
    const mark = make('i', { class: open === null ? 'mark' : 'twisty', 'aria-hidden': 'true' });
    const name = visible(open === null ? node.name : `${node.name}/`);
    const path = make('span', { role: 'gridcell', class: 'path' }, mark, make('code', {}, name));
    path.style.setProperty('--level', `${node.level - 1}`);
    const cells = look.columns.map((column) =>
      make('span', { role: 'gridcell', class: column.as }, column.text(node)),
    );
    const element = make('div', { role: 'row', class: 'line', 'data-kind': look.kind(node) }, path, ...cells);
    element.style.setProperty('--share', `${(look.share(node) * 100).toFixed(1)}%`);
    element.dataset.index = `${index}`;
    element.title = visible(`/${node.path}`);
    const place = { level: node.level, posinset: position, setsize: of, rowindex: index + 2 };
    for (const [what, value] of Object.entries(place)) element.setAttribute(`aria-${what}`, `${value}`);
    if (open !== null) element.setAttribute('aria-expanded', String(open));
    this.#place(element, index);
    this.#mark(element, index === this.#at);
    return element;
  }

  #mark(element: HTMLElement | undefined, chosen: boolean): void {
    element?.setAttribute('aria-selected', String(chosen));
    if (element !== undefined) element.tabIndex = chosen ? 0 : -1;
  }

  #go(index: number): void {
    const before = this.#drawn.get(this.#at);
    this.#mark(before, false);
    this.#at = index;
    this.#bringIn(index);
    this.#draw();
    this.#mark(this.#drawn.get(index), true);
    this.focus();
    if (this.chosen !== undefined) this.choose(this.chosen);
  }

  #bringIn(index: number): void {
    const head = this.#head.offsetHeight;
    const top = index * this.#height;
    const room = this.element.clientHeight - head;
    if (top < this.element.scrollTop) this.element.scrollTop = top;
    else if (top + this.#height > this.element.scrollTop + room)
      this.element.scrollTop = top + this.#height - room;
  }

  #toggle(index: number): void {
    const row = this.#rows[index];
    if (row === undefined || row.open === null) return;
    this.#toggled.set(row.node.path, !row.open);
    this.#lay();
    this.#go(index);
  }

  #key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor(this.element.clientHeight / Math.max(1, this.#height)) - 1);
    const move = moveOf(event.key, this.#rows, this.#at, page);
    if (move === null && event.key.length !== 1) return;
    event.preventDefault();
    if (move === null) this.#type(event.key);
    else if ('to' in move) this.#go(move.to);
    else if ('toggle' in move) this.#toggle(move.toggle);
    else if (this.chosen !== undefined) this.use(this.chosen);
  }

  #type(letter: string): void {
    const now = performance.now();
    this.#typed = now - this.#typedAt < TYPING_PAUSE ? this.#typed + letter : letter;
    this.#typedAt = now;
    const found = typedRow(this.#rows, this.#at, this.#typed);
    if (found >= 0) this.#go(found);
  }

  #indexOf({ target }: Event): number {
    const row = (target as Element).closest<HTMLElement>('[role=row]');
    return row === null ? -1 : Number(row.dataset.index);
  }

  #click(event: Event): void {
    const index = this.#indexOf(event);
    if (index < 0) return;
    if ((event.target as Element).matches('.twisty')) this.#toggle(index);
    else this.#go(index);
  }

  #doubleClick(event: Event): void {
    const row = this.#rows[this.#indexOf(event)];
    if (row === undefined || (event.target as Element).matches('.twisty')) return;
    if (row.open === null) this.use(row.node);
    else this.#toggle(this.#indexOf(event));
  }
}
