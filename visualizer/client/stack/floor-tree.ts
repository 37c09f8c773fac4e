import type { Mark } from './marks.ts';

/** A folder or file of the union of all layers in view. Also what d3's tiling reads and writes. */
export interface FloorNode {
  name: string;
  path: string;
  depth: number;
  kids: Map<string, FloorNode>;
  bytes: number;
  value: number;
  /** Those with a value, in the order in which they are laid out; d3's name for them. */
  children: FloorNode[];
  x0: number;
  y0: number;
  x1: number;
  y1: number;
  /** Where d3 keeps the rows of the last tiling, so that the next one keeps the order. */
  _squarify?: unknown;
}

export function floorNode(name = '', path = '', depth = 0): FloorNode {
  return {
    name,
    path,
    depth,
    kids: new Map(),
    bytes: -1,
    value: 0,
    children: [],
    x0: 0,
    y0: 0,
    x1: 0,
    y1: 0,
  };
}

/** bytes^0.42: a power, not a logarithm, keeps nested sums honest and small files visible. */
export function weight(bytes: number): number {
  return Math.max(bytes, 64) ** 0.42;
}

/** Enters a path; of a path in several layers the largest counts. */
export function plant(root: FloorNode, mark: Mark): void {
  let node = root;
  for (const name of mark.path.split('/')) {
    let kid = node.kids.get(name);
    if (kid === undefined) {
      kid = floorNode(name, node.path === '' ? name : `${node.path}/${name}`, node.depth + 1);
      node.kids.set(name, kid);
    }
    node = kid;
  }
  node.bytes = Math.max(node.bytes, mark.size);
}

/** Forgets all sizes but keeps every folder's order for the next build. */
export function* clear(node: FloorNode): Generator<void> {
  node.bytes = -1;
  for (const kid of node.kids.values()) yield* clear(kid);
  yield;
}

/** Sums weights upward and puts folders before files, heavy before light; a known order is kept. */
export function* weigh(node: FloorNode): Generator<void> {
  for (const kid of node.kids.values()) yield* weigh(kid);
  const present = [...node.kids.values()].filter((kid) => kid.value > 0);
  if (present.length === 0) {
    node.value = node.bytes < 0 ? 0 : weight(node.bytes);
    node.children = [];
  } else {
    node.value = present.reduce((sum, kid) => sum + kid.value, 0);
    if (!sameMembers(node.children, present)) {
      node.children = present.sort(foldersFirst);
      delete node._squarify;
    }
  }
  yield;
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
