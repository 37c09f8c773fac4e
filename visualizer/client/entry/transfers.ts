import { OUTCOMES, type Pushed, type TransferEvent } from '../events/transfers.ts';
import { type Fields, oneOf, optional, string, whole } from '../fields.ts';
import type { Readers } from './readers.ts';

export const TRANSFERS: Readers<TransferEvent> = {
  layer_moved: (fields) => ({
    type: 'layer_moved',
    index: whole(fields, 'index'),
    digest: string(fields, 'digest'),
    size: whole(fields, 'size'),
    outcome: oneOf(fields, 'outcome', OUTCOMES),
    source: optional(fields, 'source', string),
  }),
  pushed: (fields) => ({ type: 'pushed', ...parseMoved(fields) }),
  pulled: (fields) => ({ type: 'pulled', ...parseMoved(fields) }),
  saved: (fields) => ({ type: 'saved', bytes: whole(fields, 'bytes') }),
  bit_flipped: (fields) => ({
    type: 'bit_flipped',
    index: whole(fields, 'index'),
    digest: string(fields, 'digest'),
    offset: whole(fields, 'offset'),
    before: whole(fields, 'before'),
    after: whole(fields, 'after'),
  }),
  layer_checked: (fields) => ({
    type: 'layer_checked',
    index: whole(fields, 'index'),
    digest: string(fields, 'digest'),
    actual: string(fields, 'actual'),
  }),
  loaded: (fields) => ({
    type: 'loaded',
    message: string(fields, 'message'),
    error: optional(fields, 'error', string),
  }),
};

function parseMoved(fields: Fields): Omit<Pushed, 'type'> {
  return { name: string(fields, 'name'), digest: string(fields, 'digest'), bytes: whole(fields, 'bytes') };
}
