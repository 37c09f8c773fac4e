import type { BuildEvent } from '../events.ts';
import type { Fields } from '../fields.ts';

/** By type, what reads an event from its fields. Each throws a FieldError. */
export type Readers<Events extends BuildEvent> = {
  readonly [Each in Events as Each['type']]: (fields: Fields) => Each;
};
