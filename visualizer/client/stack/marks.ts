import { type LayerFile, plainPath } from './layer-file.ts';
import { finished } from './slices.ts';

export type MarkKind = 'added' | 'changed' | 'deleted' | 'opaque';

/** What a layer does to one path, to be painted at that path's place. */
export interface Mark {
  path: string;
  kind: MarkKind;
  size: number;
}

const known = new WeakMap<readonly LayerFile[], readonly Mark[]>();

/** The marks of one layer, read once. */
export function marksOf(files: readonly LayerFile[]): readonly Mark[] {
  return finished(readMarks(files));
}

/**
 * The same, in slices. A tar lists the parent folders of all it changes, with their dates: those are not marks. A
 * folder is one only when it is all there is at its place, or opaque, or whited out. A file stored again without a
 * change hides the one below all the same.
 */
export function* readMarks(files: readonly LayerFile[]): Generator<void, readonly Mark[]> {
  const before = known.get(files);
  if (before !== undefined) return before;
  const parents = new Set<string>();
  for (const [index, file] of files.entries()) {
    addParents(plainPath(file.path), parents);
    if (index % 1000 === 999) yield;
  }
  const marks: Mark[] = [];
  for (const [index, file] of files.entries()) {
    const mark = markOf(file, parents);
    if (mark !== null) marks.push(mark);
    if (index % 1000 === 999) yield;
  }
  known.set(files, marks);
  return marks;
}

function markOf(
  { path: name, type, change, size, opaque }: LayerFile,
  parents: ReadonlySet<string>,
): Mark | null {
  const path = plainPath(name);
  if (path === '') return null;
  if (opaque) return { path, kind: 'opaque', size: 0 };
  if (change === 'deleted') return { path, kind: change, size: 0 };
  if (type === 'directory' && (change === 'touched' || parents.has(path))) return null;
  return { path, kind: change === 'added' ? 'added' : 'changed', size };
}

function addParents(path: string, parents: Set<string>): void {
  for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
    const parent = path.slice(0, end);
    if (parents.has(parent)) return;
    parents.add(parent);
  }
}
