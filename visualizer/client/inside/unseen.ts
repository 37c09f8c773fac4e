import type { MergedFile } from './merged.ts';

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

/** The largest first. What went with its folder counts for the topmost such folder. */
export function unseenOf(merged: readonly MergedFile[]): readonly Unseen[] {
  const gone = new Map(merged.flatMap((one) => (one.gone === null ? [] : [[one.path, one.gone] as const])));
  const found = new Map<string, Unseen>();
  for (const one of merged) {
    if (one.unseen === 0) continue;
    const path = one.gone === null ? one.path : topmost(one.path, one.gone, gone);
    const before = found.get(path);
    const holders = new Set([...(before?.holders ?? []), ...one.covers]);
    found.set(path, {
      path,
      bytes: (before?.bytes ?? 0) + one.unseen,
      files: (before?.files ?? 0) + 1,
      holders: [...holders].toSorted((a, b) => a - b),
      gone: one.gone,
      from: one.from,
    });
  }
  return [...found.values()].toSorted((a, b) => b.bytes - a.bytes || (a.path < b.path ? -1 : 1));
}

function topmost(path: string, by: number, gone: ReadonlyMap<string, number>): string {
  for (let end = path.indexOf('/'); end > 0; end = path.indexOf('/', end + 1)) {
    const folder = path.slice(0, end);
    if (gone.get(folder) === by) return folder;
  }
  return path;
}
