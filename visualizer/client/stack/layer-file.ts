/** In what a path differs from what the layers below have there. */
export const WHAT = ['type', 'content', 'device', 'target', 'mode', 'owner', 'mtime', 'xattrs'] as const;
export type What = (typeof WHAT)[number];

/** A line of a layer's listing, as `GET …/layers/INDEX/files` answers it; what it does not tell is left out. */
export interface LayerFile {
  path: string;
  /** `file`, `directory`, `symlink`… */
  type: string;
  /** `touched`: stored again without a change, as the directories around a change are. */
  change: 'added' | 'changed' | 'deleted' | 'touched';
  size: number;
  /** A directory that hides everything the layers below have in it. */
  opaque?: boolean;
  /** Permission bits. */
  mode?: number;
  uid?: number;
  gid?: number;
  /** Unix time in whole seconds. */
  mtime?: number;
  /** Where a link leads. */
  target?: string;
  /** The digest of a file's bytes. */
  content?: string;
  what?: readonly What[];
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
