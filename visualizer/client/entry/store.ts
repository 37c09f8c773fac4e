import { PRUNABLE, type StoreEvent } from '../events/store.ts';
import { oneOf, optional, string, whole } from '../fields.ts';
import type { Readers } from './readers.ts';

export const STORE: Readers<StoreEvent> = {
  image_tagged: (fields) => ({
    type: 'image_tagged',
    name: string(fields, 'name'),
    image: string(fields, 'image'),
    replaced: optional(fields, 'replaced', string),
  }),
  pruned: (fields) => ({
    type: 'pruned',
    what: oneOf(fields, 'what', PRUNABLE),
    bytes: whole(fields, 'bytes'),
    count: whole(fields, 'count'),
  }),
};
