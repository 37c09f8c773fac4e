import { type LayerFile, plainPath } from '../stack/layer-file.ts';

const SLICE = 1000;

/** A path as a lower layer holds it. `sheet` is that layer's place in the list given. */
export interface Below {
  file: LayerFile;
  sheet: number;
}

/** Of the paths that a layer changes or deletes: each as the nearest layer below holds it. `lower` is bottom first. */
export function* filesBelow(
  files: readonly LayerFile[],
  lower: readonly (readonly LayerFile[])[],
): Generator<void, ReadonlyMap<string, Below>> {
  const wanted = new Set<string>();
  for (const [index, { path, change }] of files.entries()) {
    if (change !== 'added') wanted.add(plainPath(path));
    if (index % SLICE === SLICE - 1) yield;
  }
  const found = new Map<string, Below>();
  for (let sheet = lower.length - 1; sheet >= 0 && found.size < wanted.size; sheet -= 1) {
    for (const [index, file] of (lower[sheet] ?? []).entries()) {
      const path = plainPath(file.path);
      if (file.change !== 'deleted' && wanted.has(path) && !found.has(path)) found.set(path, { file, sheet });
      if (index % SLICE === SLICE - 1) yield;
    }
  }
  return found;
}
