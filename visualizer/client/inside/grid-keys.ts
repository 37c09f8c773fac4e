import type { TreeRow } from './sheet-tree.ts';

/** What a key asks of a tree: to go to a row, to open or close one, or to use it. */
export type Move = { to: number } | { toggle: number } | { use: number };

type Rows = readonly TreeRow<unknown>[];

/** As the ARIA practices have it for trees; null for a key that is none of its own. `page` is in rows. */
export function moveOf(key: string, rows: Rows, at: number, page: number): Move | null {
  const row = rows[at];
  if (row === undefined) return null;
  const to = (index: number): Move => ({ to: Math.max(0, Math.min(rows.length - 1, index)) });
  switch (key) {
    case 'ArrowDown':
      return to(at + 1);
    case 'ArrowUp':
      return to(at - 1);
    case 'PageDown':
      return to(at + page);
    case 'PageUp':
      return to(at - page);
    case 'Home':
      return to(0);
    case 'End':
      return to(rows.length - 1);
    case 'ArrowRight':
      return row.open === null ? null : row.open ? to(at + 1) : { toggle: at };
    case 'ArrowLeft':
      return row.open ? { toggle: at } : to(parentOf(rows, at));
    case 'Enter':
    case ' ':
      return row.open === null ? { use: at } : { toggle: at };
    default:
      return null;
  }
}

function parentOf(rows: Rows, at: number): number {
  const parent = rows[at]?.node.parent;
  const found = rows.findLastIndex(({ node }, index) => index < at && node === parent);
  return found < 0 ? at : found;
}

/** The next row whose name begins with what was typed; the row itself while more is typed. -1 where there is none. */
export function typedRow(rows: Rows, at: number, typed: string): number {
  const wanted = typed.toLowerCase();
  const from = wanted.length > 1 ? at : at + 1;
  for (let step = 0; step < rows.length; step += 1) {
    const index = (from + step) % rows.length;
    if (rows[index]?.node.name.toLowerCase().startsWith(wanted)) return index;
  }
  return -1;
}
