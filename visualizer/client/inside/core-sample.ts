import { type LayerFile, plainPath } from '../stack/layer-file.ts';

/**
 * What one sheet has to do with a path. `seen`: it supplies it. `covered`: a copy higher up does. `hidden`: tape
 * lies above. `tape`: it hides the path, by a whiteout of it or of a folder around it, an opaque folder, or something
 * in the folder's place that is none.
 */
export interface CoreLine {
  /** Its place in the pile, from the bottom. */
  sheet: number;
  what: 'seen' | 'covered' | 'hidden' | 'tape';
  /** The line of the listing that says so: of the path itself, or of the folder whose tape it is. */
  file: LayerFile;
}

/** A path through all sheets, top first; sheets that have nothing to do with it are left out. Listings bottom first. */
export function coreOf(listings: readonly (readonly LayerFile[])[], path: string): readonly CoreLine[] {
  const lines: CoreLine[] = [];
  let state: CoreLine['what'] = 'seen';
  for (let sheet = listings.length - 1; sheet >= 0; sheet -= 1) {
    const { own, tape } = linesOf(listings[sheet] ?? [], path);
    if (own !== null) {
      lines.push({ sheet, what: state, file: own });
      // A folder is made of all the sheets that list it.
      if (state === 'seen' && own.type !== 'directory') state = 'covered';
    }
    if (tape !== null) {
      lines.push({ sheet, what: 'tape', file: tape });
      state = 'hidden';
    }
  }
  return lines;
}

function linesOf(
  files: readonly LayerFile[],
  path: string,
): { own: LayerFile | null; tape: LayerFile | null } {
  let own: LayerFile | null = null;
  let tape: LayerFile | null = null;
  for (const file of files) {
    const at = plainPath(file.path);
    if (at === path) {
      if (file.change === 'deleted') tape = file;
      else own = file;
    } else if (path.startsWith(`${at}/`) && hidesWithin(file)) tape ??= file;
  }
  return { own, tape };
}

function hidesWithin({ change, opaque, type }: LayerFile): boolean {
  return change === 'deleted' || opaque === true || type !== 'directory';
}

/** Paths that hold `search`, those first that end in it, then the short ones; at most `most`, and how many there are. */
export function pathsLike(
  paths: readonly string[],
  search: string,
  most: number,
): { found: readonly string[]; of: number } {
  const wanted = search.toLowerCase();
  const like = paths.filter((path) => path.toLowerCase().includes(wanted));
  const rank = (path: string) => (path.toLowerCase().endsWith(wanted) ? 0 : 1);
  const best = like.length > 5000 ? like.slice(0, 5000) : like;
  const found = best.toSorted((a, b) => rank(a) - rank(b) || a.length - b.length || (a < b ? -1 : 1));
  return { found: found.slice(0, most), of: like.length };
}
