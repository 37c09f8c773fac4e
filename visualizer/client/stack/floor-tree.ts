import type { Mark } from './marks.ts';

/** A folder or file of the union of all layers in view. Also what d3's tiling reads and writes. */
export interface FloorNode {
  name: string;
  path: string;
  depth: number;
  parent: FloorNode | null;
  /** Null until there is one: most nodes are files. */
  kids: Map<string, FloorNode> | null;
  bytes: number;
  value: number;
  /** Those with a value, in the order in which they are laid out; d3's name for them. */
  children: readonly FloorNode[];
  /** Those with a value, as they are being summed. */
  present: FloorNode[] | null;
  x0: number;
  y0: number;
  x1: number;
  y1: number;
  /** Where d3 keeps the rows of the last tiling, so that the next one keeps the order. */
  _squarify?: unknown;
}

/** Remembers every folder's order from one image to the next. */
export class FloorTree {
  readonly root = floorNode('', '', null);
  /** Parents before their children. */
  readonly #nodes: FloorNode[] = [this.root];

  /** Forgets all sizes. */
  *clear(): Generator<void> {
    for (const [index, node] of this.#nodes.entries()) {
      node.bytes = -1;
      node.value = 0;
      node.present = null;
      if (index % 1000 === 999) yield;
    }
  }

  /** Enters paths; of a path in several layers the largest counts. */
  *plant(marks: readonly Mark[]): Generator<void> {
    for (const [index, mark] of marks.entries()) {
      const node = this.#nodeAt(mark.path);
      node.bytes = Math.max(node.bytes, mark.size);
      if (index % 500 === 499) yield;
    }
  }

  /** Sums weights upward and puts folders before files, heavy before light; a known order is kept. */
  *weigh(): Generator<void> {
    for (let index = this.#nodes.length - 1; index >= 0; index -= 1) {
      const node = this.#nodes[index];
      if (node !== undefined) weigh(node);
      if (index % 500 === 0) yield;
    }
  }

  #nodeAt(path: string): FloorNode {
    let node = this.root;
    for (const name of path.split('/')) {
      node.kids ??= new Map();
      let kid = node.kids.get(name);
      if (kid === undefined) {
        kid = floorNode(name, node.path === '' ? name : `${node.path}/${name}`, node);
        node.kids.set(name, kid);
        this.#nodes.push(kid);
      }
      node = kid;
    }
    return node;
  }
}

const NONE: readonly FloorNode[] = [];

function floorNode(name: string, path: string, parent: FloorNode | null): FloorNode {
  const depth = parent === null ? 0 : parent.depth + 1;
  return {
    name,
    path,
    depth,
    parent,
    kids: null,
    bytes: -1,
    value: 0,
    children: NONE,
    present: null,
    x0: 0,
    y0: 0,
    x1: 0,
    y1: 0,
  };
}

/** bytes^0.42: a power, not a logarithm, keeps nested sums honest and small files visible. */
function weight(bytes: number): number {
  return Math.max(bytes, 64) ** 0.42;
}

/** Its children have been weighed before it. */
function weigh(node: FloorNode): void {
  if (node.present === null) {
    node.value = node.bytes < 0 ? 0 : weight(node.bytes);
    node.children = NONE;
  } else if (!sameMembers(node.children, node.present)) {
    node.children = node.present.sort(foldersFirst);
    delete node._squarify;
  }
  if (node.value === 0 || node.parent === null) return;
  node.parent.value += node.value;
  node.parent.present ??= [];
  node.parent.present.push(node);
}

function foldersFirst(a: FloorNode, b: FloorNode): number {
  const folders = Number(b.children.length > 0) - Number(a.children.length > 0);
  return folders || b.value - a.value || (a.name < b.name ? -1 : 1);
}

function sameMembers(before: readonly FloorNode[], now: readonly FloorNode[]): boolean {
  if (before.length !== now.length) return false;
  const known = new Set(before);
  return now.every((kid) => known.has(kid));
}
