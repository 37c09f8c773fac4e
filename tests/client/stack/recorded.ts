import { readFileSync } from 'node:fs';
import { type BuildState, QUEUED } from '../../../visualizer/client/build-state.ts';
import { parseEntry } from '../../../visualizer/client/entry.ts';
import type { Entry } from '../../../visualizer/client/events.ts';
import { reduceAll } from '../../../visualizer/client/reduce.ts';

/** The log of a real build. */
export function recordedLog(name: string): Entry[] {
  const file = new URL(`../../recordings/${name}.json`, import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { events: unknown[] }).events.map(parseEntry);
}

/** Its state after the first entry that `until` holds for, or at its end. */
export function recorded(name: string, until: (entry: Entry) => boolean = () => false): BuildState {
  const log = recordedLog(name);
  const end = log.findIndex(until);
  return reduceAll(QUEUED, end < 0 ? log : log.slice(0, end + 1));
}
