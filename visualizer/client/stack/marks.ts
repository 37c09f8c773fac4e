import { type LayerFile, plainPath } from './layer-file.ts';

export type MarkKind = 'added' | 'changed' | 'deleted' | 'opaque';

/** What a layer does to one path, to be painted at that path's place. */
export interface Mark {
  path: string;
  kind: MarkKind;
  size: number;
}

/**
 * The marks of one layer. A tar lists the parent folders of all it changes, with their dates: those are not
 * marks. A folder is one only when it is all there is at its place, or opaque, or whited out.
 */
export function marksOf(files: readonly LayerFile[]): Mark[] {
  const parents = new Set<string>();
  for (const file of files) addParents(plainPath(file.path), parents);
  return files.flatMap((file): Mark[] => {
    const path = plainPath(file.path);
    if (path === '') return [];
    if (file.opaque) return [{ path, kind: 'opaque', size: 0 }];
    if (file.type === 'directory' && (file.change === 'changed' || parents.has(path))) return [];
    return [{ path, kind: file.change, size: file.size }];
  });
}

function addParents(path: string, parents: Set<string>): void {
  for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
    const parent = path.slice(0, end);
    if (parents.has(parent)) return;
    parents.add(parent);
  }
}
