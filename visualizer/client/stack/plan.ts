import { type HierarchyRectangularNode, treemapResquarify } from 'd3-hierarchy';
import { type FloorNode, FloorTree } from './floor-tree.ts';
import type { Mark } from './marks.ts';
import { DEPTH, SELVAGE, WIDTH } from './projection.ts';

export interface Cell {
  path: string;
  depth: number;
  folder: boolean;
  x: number;
  y: number;
  width: number;
  height: number;
}

/** The one floor plan of a pile: every path has one place, the same on every sheet. */
export interface Plan {
  /** The path's own cell, or that of the nearest folder around it which is large enough to be seen. */
  place(path: string): Cell | null;
  cells: ReadonlyMap<string, Cell>;
}

export const EMPTY_PLAN: Plan = { place: () => null, cells: new Map() };

/** Smaller cells (square units) merge into their folder's. */
export const SMALLEST_CELL = 4;
const tile = treemapResquarify.ratio(1.3);
/** Between neighbours, by depth of the folder; outside them; and above them, for the names of the first level. */
const INNER = [3.5, 1.8, 0.9, 0.5];
const OUTER = [4, 1.5, 0.6, 0];
const TOP = [4, 14, 0.6, 0];

/**
 * Lays out the union of all marks, a folder at a time: run it in slices, each `yield` is a good place to pause.
 * A `tree` used before keeps the order of what it knows, so that a re-layout moves as little as it can.
 */
export function* layOut(layers: readonly (readonly Mark[])[], tree = new FloorTree()): Generator<void, Plan> {
  yield* tree.clear();
  for (const marks of layers) yield* tree.plant(marks);
  yield* tree.weigh();
  Object.assign(tree.root, { x0: 0, y0: 0, x1: WIDTH, y1: DEPTH - SELVAGE });
  const cells = new Map<string, Cell>();
  if (tree.root.value > 0) yield* divide(tree.root, cells);
  return { cells, place: (path) => place(cells, path) };
}

function* divide(folder: FloorNode, cells: Map<string, Cell>): Generator<void> {
  const [x0, y0, x1, y1] = inside(folder);
  const crowded = (x1 - x0) * (y1 - y0) < folder.children.length * (SMALLEST_CELL / 4);
  if (crowded || x1 <= x0 || y1 <= y0) return;
  // d3 tiles any node that has value and children; it reads and writes nothing else.
  tile(folder as unknown as HierarchyRectangularNode<unknown>, x0, y0, x1, y1);
  const gap = at(INNER, folder.depth);
  for (const node of folder.children) {
    const cell = cellOf(node, gap, [x0, y0, x1, y1]);
    if (cell.width * cell.height < SMALLEST_CELL) continue;
    cells.set(cell.path, cell);
    Object.assign(node, { x0: cell.x, y0: cell.y, x1: cell.x + cell.width, y1: cell.y + cell.height });
    if (cell.folder) yield* divide(node, cells);
  }
  yield;
}

type Box = [x0: number, y0: number, x1: number, y1: number];

function inside(folder: FloorNode): Box {
  const side = at(OUTER, folder.depth);
  const roomy = folder.y1 - folder.y0 > 34 && folder.x1 - folder.x0 > 40;
  const top = roomy ? at(TOP, folder.depth) : side;
  return [folder.x0 + side, folder.y0 + top, folder.x1 - side, folder.y1 - side];
}

/** Half the gap on each side, but none along the folder's own border. */
function cellOf(node: FloorNode, gap: number, [x0, y0, x1, y1]: Box): Cell {
  const half = Math.min(gap / 2, (node.x1 - node.x0) / 4, (node.y1 - node.y0) / 4);
  const left = node.x0 + (node.x0 > x0 + 1e-6 ? half : 0);
  const top = node.y0 + (node.y0 > y0 + 1e-6 ? half : 0);
  const right = node.x1 - (node.x1 < x1 - 1e-6 ? half : 0);
  const bottom = node.y1 - (node.y1 < y1 - 1e-6 ? half : 0);
  const { path, depth } = node;
  const folder = node.children.length > 0;
  return { path, depth, folder, x: left, y: top, width: right - left, height: bottom - top };
}

function at(values: readonly number[], depth: number): number {
  return values[Math.min(depth, values.length - 1)] ?? 0;
}

function place(cells: ReadonlyMap<string, Cell>, path: string): Cell | null {
  for (let name = path; name !== ''; name = name.slice(0, Math.max(0, name.lastIndexOf('/')))) {
    const cell = cells.get(name);
    if (cell !== undefined) return cell;
  }
  return null;
}
