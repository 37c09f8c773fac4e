import { type LayerFile, plainPath } from '../stack/layer-file.ts';

const SLICE = 500;

/** A path that a container sees, as the highest sheet with it has it; or one that none sees any more. */
export interface MergedFile {
  path: string;
  file: LayerFile;
  /** The sheet that supplies it; null where it is gone. Sheets are counted from the bottom, from 0. */
  from: number | null;
  /** The lower sheets that hold it, too; of what is gone, all that do. */
  covers: readonly number[];
  /** The sheet that hides it: by tape, an opaque folder, or a file where its folder lay. */
  gone: number | null;
  /** Bytes of its copies that nobody sees. */
  unseen: number;
}

interface Place {
  kids: Map<string, Place> | null;
  path: string;
  file: LayerFile | null;
  holders: number[];
  stored: number;
  gone: number | null;
}

/** What the sheets make together, of their listings, bottom first. To be run in slices. */
export function* mergeListings(
  listings: readonly (readonly LayerFile[])[],
): Generator<void, readonly MergedFile[]> {
  const root: Place = { kids: null, path: '', file: null, holders: [], stored: 0, gone: null };
  const all: Place[] = [];
  for (const [sheet, files] of listings.entries()) {
    // First what a layer hides, then what it brings: its own files lie above its own tape.
    for (const [index, file] of files.entries()) {
      hideBy(file, sheet, root);
      if (index % SLICE === SLICE - 1) yield;
    }
    for (const [index, file] of files.entries()) {
      if (file.change !== 'deleted' && plainPath(file.path) !== '') bring(file, sheet, root, all);
      if (index % SLICE === SLICE - 1) yield;
    }
  }
  const merged: MergedFile[] = [];
  for (const [index, place] of all.entries()) {
    const found = mergedFile(place);
    if (found !== null) merged.push(found);
    if (index % SLICE === SLICE - 1) yield;
  }
  return merged;
}

function mergedFile({ path, file, holders, stored, gone }: Place): MergedFile | null {
  if (file === null) return null;
  if (gone !== null) return { path, file, from: null, covers: holders, gone, unseen: stored };
  return {
    path,
    file,
    from: holders.at(-1) ?? null,
    covers: holders.slice(0, -1),
    gone,
    unseen: stored - file.size,
  };
}

function hideBy(file: LayerFile, sheet: number, root: Place): void {
  const whole = file.change === 'deleted';
  if (!whole && !file.opaque && file.type === 'directory') return;
  const place = placeAt(root, plainPath(file.path));
  if (place === null) return;
  const hidden = whole ? [place] : [...(place.kids?.values() ?? [])];
  for (const one of hidden) {
    if (one.file !== null && one.gone === null) one.gone = sheet;
    for (const kid of one.kids?.values() ?? []) hidden.push(kid);
  }
}

function placeAt(root: Place, path: string): Place | null {
  let place: Place | undefined = root;
  if (path === '') return place;
  for (const name of path.split('/')) {
    place = place.kids?.get(name);
    if (place === undefined) return null;
  }
  return place;
}

function bring(file: LayerFile, sheet: number, root: Place, all: Place[]): void {
  let place = root;
  for (const name of plainPath(file.path).split('/')) {
    place.kids ??= new Map();
    let kid = place.kids.get(name);
    if (kid === undefined) {
      const path = place.path === '' ? name : `${place.path}/${name}`;
      kid = { kids: null, path, file: null, holders: [], stored: 0, gone: null };
      place.kids.set(name, kid);
      all.push(kid);
    }
    place = kid;
  }
  place.file = file;
  place.stored += file.size;
  place.gone = null;
  place.holders.push(sheet);
}
