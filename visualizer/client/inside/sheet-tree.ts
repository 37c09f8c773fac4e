import { sortSlices } from './sort-slices.ts';

const SLICE = 500;

export interface TreeNode<T> {
  name: string;
  path: string;
  /** 1 for what lies in the root. */
  level: number;
  parent: TreeNode<T> | null;
  kids: Map<string, TreeNode<T>> | null;
  /** Null of a folder that no line of the listing names. */
  entry: T | null;
  /** Whether it is there for its own sake, and not only for what it holds. */
  kept: boolean;
  /** Of all kept entries at and below it. */
  bytes: number;
  count: number;
  /** Those with kept entries, in order. */
  shown: readonly TreeNode<T>[];
}

export interface Arrangement<T> {
  keeps(entry: T): boolean;
  bytesOf(entry: T): number;
  order: 'size' | 'name';
}

/** A line of the tree as it is shown: the `position`-th of `of` siblings; `open` is null where nothing lies below. */
export interface TreeRow<T> {
  node: TreeNode<T>;
  position: number;
  of: number;
  open: boolean | null;
}

/** The paths of a listing as a tree. Whatever takes long is a generator, to be run in slices. */
export class SheetTree<T extends { path: string }> {
  readonly root = treeNode<T>('', '', null);
  /** Parents before their children. */
  readonly #nodes: TreeNode<T>[] = [this.root];

  /** Paths have no slash at either end; the root's own is empty. */
  *grow(entries: readonly T[]): Generator<void> {
    for (const [index, entry] of entries.entries()) {
      this.#nodeAt(entry.path).entry = entry;
      if (index % SLICE === SLICE - 1) yield;
    }
  }

  /** Sums up what is kept, and puts it in order. To be finished before rows are read. */
  *arrange(arrangement: Arrangement<T>): Generator<void> {
    const compare = arrangement.order === 'size' ? largestFirst : foldersFirst;
    const found = new Map<TreeNode<T>, TreeNode<T>[]>();
    for (const [index, node] of this.#nodes.entries()) {
      begin(node, arrangement);
      if (index % SLICE === SLICE - 1) yield;
    }
    for (let index = this.#nodes.length - 1; index >= 0; index -= 1) {
      const node = this.#nodes[index];
      if (node === undefined || node.count === 0) continue;
      node.shown = yield* sortSlices(found.get(node) ?? [], compare);
      if (node.parent !== null) addTo(node.parent, node, found);
      if (index % SLICE === 0) yield;
    }
  }

  /** Undefined where no entry lies there or below. */
  at(path: string): TreeNode<T> | undefined {
    let node: TreeNode<T> | undefined = this.root;
    for (const name of path === '' ? [] : path.split('/')) node = node?.kids?.get(name);
    return node;
  }

  #nodeAt(path: string): TreeNode<T> {
    let node = this.root;
    if (path === '') return node;
    for (const name of path.split('/')) {
      node.kids ??= new Map();
      let kid = node.kids.get(name);
      if (kid === undefined) {
        kid = treeNode<T>(name, node.path === '' ? name : `${node.path}/${name}`, node);
        node.kids.set(name, kid);
        this.#nodes.push(kid);
      }
      node = kid;
    }
    return node;
  }
}

function treeNode<T>(name: string, path: string, parent: TreeNode<T> | null): TreeNode<T> {
  const level = parent === null ? 0 : parent.level + 1;
  return { name, path, level, parent, kids: null, entry: null, kept: false, bytes: 0, count: 0, shown: [] };
}

function begin<T>(node: TreeNode<T>, { keeps, bytesOf }: Arrangement<T>): void {
  node.kept = node.entry !== null && keeps(node.entry);
  node.bytes = node.kept && node.entry !== null ? bytesOf(node.entry) : 0;
  node.count = node.kept ? 1 : 0;
  node.shown = [];
}

function addTo<T>(parent: TreeNode<T>, node: TreeNode<T>, found: Map<TreeNode<T>, TreeNode<T>[]>): void {
  parent.bytes += node.bytes;
  parent.count += node.count;
  const siblings = found.get(parent);
  if (siblings === undefined) found.set(parent, [node]);
  else siblings.push(node);
}

function largestFirst<T>(a: TreeNode<T>, b: TreeNode<T>): number {
  return b.bytes - a.bytes || b.count - a.count || byName(a, b);
}

function foldersFirst<T>(a: TreeNode<T>, b: TreeNode<T>): number {
  return Number(b.shown.length > 0) - Number(a.shown.length > 0) || byName(a, b);
}

function byName<T>(a: TreeNode<T>, b: TreeNode<T>): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}

/** All that can be seen while the folders of `isOpen` are open, top first. */
export function rowsOf<T>(root: TreeNode<T>, isOpen: (node: TreeNode<T>) => boolean): TreeRow<T>[] {
  const rows: TreeRow<T>[] = [];
  const pending = [{ siblings: root.shown, at: 0 }];
  for (let level = pending.at(-1); level !== undefined; level = pending.at(-1)) {
    const node = level.siblings[level.at];
    if (node === undefined) {
      pending.pop();
      continue;
    }
    level.at += 1;
    const open = node.shown.length === 0 ? null : isOpen(node);
    rows.push({ node, position: level.at, of: level.siblings.length, open });
    if (open) pending.push({ siblings: node.shown, at: 0 });
  }
  return rows;
}

/** The paths of the folders that a first look opens: the largest, as long as no more than `room` rows are shown. */
export function firstOpen<T>(root: TreeNode<T>, room: number): Set<string> {
  const open = new Set<string>();
  let rows = root.shown.length;
  const closed = root.shown.filter(isFolder);
  while (closed.length > 0 && rows <= room) {
    const largest = closed.reduce((one, two) => (two.bytes > one.bytes ? two : one));
    closed.splice(closed.indexOf(largest), 1);
    // A folder with one thing in it takes no decision.
    if (rows + largest.shown.length > room && largest.shown.length > 1) continue;
    open.add(largest.path);
    rows += largest.shown.length;
    closed.push(...largest.shown.filter(isFolder));
  }
  return open;
}

function isFolder<T>({ shown }: TreeNode<T>): boolean {
  return shown.length > 0;
}
