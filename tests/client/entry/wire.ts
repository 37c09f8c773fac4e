import { parseEntry } from '../../../visualizer/client/entry.ts';

/** What a page reads of an event that came with these fields. */
export function read(event: Readonly<Record<string, unknown>>) {
  const { seq: _, at: __, ...read } = parseEntry({ seq: 1, at: 1, ...event });
  return read;
}
