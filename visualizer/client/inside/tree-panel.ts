import { make, setText } from '../dom.ts';
import { bytes, count } from '../format.ts';
import { inSlices } from '../stack/slices.ts';
import { firstOpen, SheetTree, type TreeNode } from './sheet-tree.ts';
import { type Kinds, TreeFilter } from './tree-filter.ts';
import { type Column, TreeGrid } from './tree-grid.ts';

/** How many rows a first look shows, and up to how many found paths are all shown. */
const FIRST_ROWS = 40;
const FOUND_ROWS = 200;
const SLICE = 2000;

export interface Subject<T, K extends string> extends Kinds<K> {
  label: string;
  columns: readonly Column<T>[];
  kindOf(entry: T): K;
  bytesOf(entry: T): number;
  /** All that is told of a path. */
  detail(node: TreeNode<T>): readonly Node[];
  /** Of a path that holds nothing and was asked for. */
  use(node: TreeNode<T>): void;
}

/** A tree of paths with what narrows it, and beside it the details of the one that is selected. */
export class TreePanel<T extends { path: string }, K extends string> {
  readonly element = make('div', { class: 'tree-panel' });
  readonly detail = make('section', {
    class: 'detail',
    tabindex: '0',
    'aria-label': 'Details of the selected path',
  });
  readonly #filter: TreeFilter<K>;
  readonly #status = make('p', { class: 'status', role: 'status' });
  readonly #empty = make('p', { class: 'empty', hidden: '' });
  readonly #grid: TreeGrid<T>;
  readonly #around: HTMLElement;
  #tree = new SheetTree<T>();
  #count = 0;
  #abort = new AbortController();

  constructor(readonly subject: Subject<T, K>) {
    const { label, columns } = subject;
    this.#filter = new TreeFilter(subject, () => void this.#arrange());
    const share = ({ bytes: part }: TreeNode<T>) => part / Math.max(1, this.#tree.root.bytes);
    this.#grid = new TreeGrid(
      label,
      { columns, kind: (node) => this.#kind(node), share },
      (node) => this.tell(node),
      (node) => subject.use(node),
    );
    this.#around = make('div', { class: 'around' }, this.#grid.element, this.detail);
    this.element.append(this.#filter.element, this.#status, this.#empty, this.#around);
  }

  /** Whether there is anything that can have the focus, which it then has. */
  focus(): boolean {
    if (this.#around.hidden || this.#grid.length === 0) return false;
    this.#grid.focus();
    return true;
  }

  /** Says a sentence instead of showing a tree. */
  say(sentence: string): void {
    this.#abort.abort();
    this.#showParts(false);
    this.#empty.replaceChildren(sentence);
  }

  /** Shows these, with one selected where there is such a path; ends early when it is asked for others meanwhile. */
  async show(work: Generator<void, readonly T[]>, path: string | null = null): Promise<void> {
    const { signal } = this.#begin();
    this.detail.replaceChildren();
    this.#showParts(true);
    setText(this.#status, 'Sorting the paths…');
    const tree = new SheetTree<T>();
    const counts = await inSlices(this.#grow(tree, work), signal);
    if (counts === null) return;
    this.#tree = tree;
    this.#count = [...counts.values()].reduce((sum, one) => sum + one, 0);
    this.#filter.begin(counts);
    await this.#arrange(path);
  }

  /** The node at a path; undefined where the tree has none. */
  find(path: string): TreeNode<T> | undefined {
    return this.#tree.at(path);
  }

  tell(node: TreeNode<T>): void {
    this.detail.replaceChildren(...this.subject.detail(node));
  }

  #begin(): AbortController {
    this.#abort.abort();
    this.#abort = new AbortController();
    return this.#abort;
  }

  *#grow(tree: SheetTree<T>, work: Generator<void, readonly T[]>): Generator<void, ReadonlyMap<K, number>> {
    const entries = yield* work;
    yield* tree.grow(entries);
    const counts = new Map<K, number>();
    for (const [index, entry] of entries.entries()) {
      const kind = this.subject.kindOf(entry);
      if (entry.path !== '') counts.set(kind, (counts.get(kind) ?? 0) + 1);
      if (index % SLICE === SLICE - 1) yield;
    }
    return counts;
  }

  async #arrange(path: string | null = null): Promise<void> {
    const { signal } = this.#begin();
    const { kindOf, bytesOf } = this.subject;
    const { search, kinds, order } = this.#filter.wanted;
    const keeps = (entry: T) =>
      entry.path !== '' &&
      kinds.has(kindOf(entry)) &&
      (search === '' || entry.path.toLowerCase().includes(search));
    await inSlices(this.#tree.arrange({ keeps, bytesOf, order }), signal);
    if (signal.aborted) return;
    const { root } = this.#tree;
    this.#tellCount(root);
    const all = search !== '' && root.count <= FOUND_ROWS;
    const open = firstOpen(root, FIRST_ROWS);
    const leads = (folder: string) => path?.startsWith(`${folder}/`) === true;
    this.#grid.show(root, (node) => all || open.has(node.path) || leads(node.path), path);
  }

  #tellCount(root: TreeNode<T>): void {
    const some = root.count > 0;
    this.#empty.hidden = some;
    this.#around.hidden = !some;
    const of = this.#filter.isNarrowed ? ` of ${this.#count.toLocaleString('en')}` : '';
    const paths = of === '' ? count(root.count, 'path') : `${root.count.toLocaleString('en')}${of} paths`;
    setText(this.#status, some ? `${paths}, ${bytes(root.bytes)} of content.` : '');
    if (some) return;
    const again = make('button', { type: 'button' }, 'Show all');
    again.addEventListener('click', () => {
      this.#filter.showAll();
      void this.#arrange().then(() => this.focus());
    });
    this.#empty.replaceChildren('There is no such path. ', again);
  }

  #showParts(shown: boolean): void {
    this.#empty.hidden = shown;
    for (const part of [this.#filter.element, this.#status, this.#around]) part.hidden = !shown;
  }

  #kind({ entry, kept }: TreeNode<T>): string {
    return entry === null || !kept ? 'around' : this.subject.kindOf(entry);
  }
}
