import { type Fields, fieldsOf, number, optional, whole } from '../fields.ts';

/** When a queued build starts, as docs/api.md has it: `seconds` is null where nothing was measured yet. */
export interface Turn {
  position: number;
  seconds: number | null;
  measured: number;
  at_once: number;
}

/** null for what waits no more. */
export function parseTurn(value: unknown): Turn | null {
  return value === null ? null : turnOf(fieldsOf(value, 'turn'));
}

function turnOf(fields: Fields): Turn {
  return {
    position: whole(fields, 'position'),
    seconds: optional(fields, 'seconds', number),
    measured: whole(fields, 'measured'),
    at_once: whole(fields, 'at_once'),
  };
}
