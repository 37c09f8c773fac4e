import { type Fields, fieldsOf, list, number, oneOf, optional, string, whole } from './fields.ts';
import { type LayerFile, WHAT } from './stack/layer-file.ts';

const CHANGES = ['added', 'changed', 'deleted', 'touched'] as const;

/** A page of a layer's listing; `next` is null at the end. */
export interface FilePage {
  files: readonly LayerFile[];
  next: string | null;
}

/** The paths of a layer of `builds/ID` or `shared/ID` that follow `after`. Throws where they cannot be had. */
export async function filePage(
  resource: string,
  layer: number,
  after: string,
  limit: number,
): Promise<FilePage> {
  const query = new URLSearchParams({ after, limit: `${limit}` });
  const answer = await fetch(`/api/${resource}/layers/${layer}/files?${query}`);
  if (!answer.ok) throw new Error(`the listing of layer ${layer} answered ${answer.status}`);
  const page = fieldsOf(await answer.json(), 'listing');
  return { files: list(page, 'items').map(parseFile), next: optional(page, 'next', string) };
}

export function parseFile(value: unknown): LayerFile {
  const fields = fieldsOf(value, 'file');
  return {
    path: string(fields, 'path'),
    type: optional(fields, 'type', string) ?? 'file',
    change: oneOf(fields, 'change', CHANGES),
    size: optional(fields, 'size', whole) ?? 0,
    opaque: fields.opaque === true,
    ...told(fields),
  };
}

function told(fields: Fields): Partial<LayerFile> {
  const file: Partial<LayerFile> = {};
  for (const name of ['mode', 'uid', 'gid', 'mtime'] as const) {
    const value = optional(fields, name, number);
    if (value !== null) file[name] = value;
  }
  for (const name of ['target', 'content'] as const) {
    const value = optional(fields, name, string);
    if (value !== null) file[name] = value;
  }
  const what = optional(fields, 'what', list);
  if (what !== null && what.length > 0) file.what = what.map((one) => oneOf({ what: one }, 'what', WHAT));
  return file;
}
