import { parseEntry } from './entry.ts';
import type { Entry } from './events.ts';
import { fieldsOf, list, number, string } from './fields.ts';
import { parseFile } from './file-page.ts';
import type { LayerFile } from './stack/layer-file.ts';

/** A real build that was kept, to be replayed where nothing is built. */
export interface Recording {
  note: string;
  recordedAt: number;
  entries: readonly Entry[];
  files: ReadonlyMap<number, readonly LayerFile[]>;
}

export function parseRecording(value: unknown): Recording {
  const fields = fieldsOf(value, 'recording');
  return {
    note: string(fields, 'note'),
    recordedAt: number(fields, 'recorded_at'),
    entries: list(fields, 'events').map(parseEntry),
    files: new Map(list(fields, 'files').map((files, layer) => [layer, listed(files)])),
  };
}

function listed(files: unknown): readonly LayerFile[] {
  return list({ files }, 'files').map(parseFile);
}
