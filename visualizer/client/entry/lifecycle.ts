import { FAILURES, type LifecycleEvent } from '../events/lifecycle.ts';
import { type Fields, fieldsOf, number, oneOf, optional, string, whole } from '../fields.ts';
import type { Readers } from './readers.ts';

export const LIFECYCLE: Readers<LifecycleEvent> = {
  started: (fields) => ({
    type: 'started',
    attempt: whole(fields, 'attempt'),
    engine: parseVersions(fields),
  }),
  completed: (fields) => ({ type: 'completed', seconds: number(fields, 'seconds') }),
  failed: (fields) => ({
    type: 'failed',
    reason: oneOf(fields, 'reason', FAILURES),
    error: string(fields, 'error'),
    step: optional(fields, 'step', whole),
    line: optional(fields, 'line', whole),
    hint: optional(fields, 'hint', string),
  }),
  cancelled: () => ({ type: 'cancelled' }),
  interrupted: (fields) => ({ type: 'interrupted', reason: string(fields, 'reason') }),
};

function parseVersions(fields: Fields): Readonly<Record<string, string>> {
  const versions = fieldsOf(fields.engine, 'engine');
  return Object.fromEntries(Object.keys(versions).map((name) => [name, string(versions, name)]));
}
