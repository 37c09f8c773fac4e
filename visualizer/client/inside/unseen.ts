import type { MergedFile } from './merged.ts';
import { sortSlices } from './sort-slices.ts';

const SLICE = 1000;

/** Copies that are stored and that nobody sees. */
export interface Unseen {
  /** The path, or the folder that went as a whole. */
  path: string;
  bytes: number;
  files: number;
  /** The sheets that store them. */
  holders: readonly number[];
  /** The sheet that hides it by tape; null where a newer copy covers the older ones. */
  gone: number | null;
  /** The sheet whose copy is seen; null where it is gone. */
  from: number | null;
}

/** The largest first. What went with its folder counts for the topmost such folder. To be run in slices. */
export function* unseenOf(merged: readonly MergedFile[]): Generator<void, readonly Unseen[]> {
  const gone = new Map<string, number>();
  for (const [index, one] of merged.entries()) {
    if (one.gone !== null) gone.set(one.path, one.gone);
    if (index % SLICE === SLICE - 1) yield;
  }
  const found = new Map<string, Found>();
  for (const [index, one] of merged.entries()) {
    if (one.unseen > 0) add(one, one.gone === null ? one.path : topmost(one.path, one.gone, gone), found);
    if (index % SLICE === SLICE - 1) yield;
  }
  const all = [...found.values()].map((one) => ({
    ...one,
    holders: [...one.holders].toSorted((a, b) => a - b),
  }));
  return yield* sortSlices(all, (a, b) => b.bytes - a.bytes || (a.path < b.path ? -1 : 1));
}

type Found = Omit<Unseen, 'holders'> & { holders: Set<number> };

function add({ unseen, covers, gone, from }: MergedFile, path: string, found: Map<string, Found>): void {
  const one = found.get(path) ?? { path, bytes: 0, files: 0, holders: new Set<number>(), gone, from };
  one.bytes += unseen;
  one.files += 1;
  for (const holder of covers) one.holders.add(holder);
  found.set(path, one);
}

function topmost(path: string, by: number, gone: ReadonlyMap<string, number>): string {
  for (let end = path.indexOf('/'); end > 0; end = path.indexOf('/', end + 1)) {
    const folder = path.slice(0, end);
    if (gone.get(folder) === by) return folder;
  }
  return path;
}
