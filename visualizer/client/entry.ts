import { CONTAINERS } from './entry/containers.ts';
import { LAYERS } from './entry/layers.ts';
import { LIFECYCLE } from './entry/lifecycle.ts';
import { STEPS } from './entry/steps.ts';
import { STORE } from './entry/store.ts';
import { TRANSFERS } from './entry/transfers.ts';
import type { BuildEvent, Entry } from './events.ts';
import { FieldError, type Fields, fieldsOf, number, string, whole } from './fields.ts';

const READERS = { ...LIFECYCLE, ...STEPS, ...LAYERS, ...CONTAINERS, ...TRANSFERS, ...STORE };

/** An entry from its wire form. Throws a FieldError for anything outside the vocabulary. */
export function parseEntry(value: unknown): Entry {
  const fields = fieldsOf(value, 'entry');
  return { seq: whole(fields, 'seq'), at: number(fields, 'at'), ...parseEvent(fields) };
}

/** The entries of newline-delimited JSON. */
export function parseLines(text: string): Entry[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => parseEntry(JSON.parse(line)));
}

function parseEvent(fields: Fields): BuildEvent {
  const type = string(fields, 'type') as BuildEvent['type'];
  return isKnown(type) ? READERS[type](fields) : unknownType(type);
}

function isKnown(type: string): type is keyof typeof READERS {
  return Object.hasOwn(READERS, type);
}

function unknownType(type: never): never {
  throw new FieldError(
    `type: this page does not know the event "${String(type)}"; reload to get a newer page`,
  );
}
