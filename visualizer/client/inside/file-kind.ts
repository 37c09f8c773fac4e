import type { LayerFile, What } from '../stack/layer-file.ts';

/** What a layer does to a path, each path counted once. `metadata`: the content is as before. */
export type FileKind = 'added' | 'changed' | 'metadata' | 'deleted' | 'opaque' | 'touched';

const METADATA: readonly What[] = ['target', 'mode', 'owner', 'mtime', 'xattrs'];

export const KIND_NAMES: Readonly<Record<FileKind, string>> = {
  added: 'Added',
  changed: 'Changed',
  metadata: 'Metadata only',
  deleted: 'Whited out',
  opaque: 'Opaque folders',
  touched: 'Listed again',
};

export function kindOf({ change, opaque, what = [] }: LayerFile): FileKind {
  if (opaque) return 'opaque';
  if (change !== 'changed') return change;
  return what.length > 0 && what.every((one) => METADATA.includes(one)) ? 'metadata' : 'changed';
}

/** What the layer stores for it: nothing of what it hides. */
export function storedBytes({ change, size }: LayerFile): number {
  return change === 'deleted' ? 0 : size;
}
