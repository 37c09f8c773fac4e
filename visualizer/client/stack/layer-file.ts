/** A line of a layer's listing, as `GET …/layers/INDEX/files` answers it. */
export interface LayerFile {
  path: string;
  /** `file`, `directory`, `symlink`… */
  type: string;
  /** `touched`: stored again without a change, as the directories around a change are. */
  change: 'added' | 'changed' | 'deleted' | 'touched';
  size: number;
  /** A directory that hides everything the layers below have in it. */
  opaque?: boolean;
}

/** Listings by layer index, or a function that fetches one. */
export type FileSource =
  | ReadonlyMap<number, readonly LayerFile[]>
  | ((layer: number) => Promise<readonly LayerFile[]>);

/** Without leading or trailing slashes, so that one path has one spelling. */
export function plainPath(path: string): string {
  const clean = path[0] !== '/' && path[0] !== '.' && path.at(-1) !== '/';
  return clean ? path : path.replace(/^[./]*\/|\/+$/g, '');
}
