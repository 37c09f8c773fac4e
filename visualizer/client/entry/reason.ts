import {
  DIFFERENCES,
  HARMLESS,
  type Harmless,
  type PathChange,
  REASONS,
  type Reason,
} from '../events/reason.ts';
import { type Fields, fieldsOf, list, oneOf, optional, string, texts, whole, wholes } from '../fields.ts';

export function parseReason(fields: Fields): Reason {
  return {
    kind: oneOf(fields, 'kind', REASONS),
    text: string(fields, 'text'),
    build: optional(fields, 'build', string),
    before: optional(fields, 'before', string),
    after: optional(fields, 'after', string),
    paths: (optional(fields, 'paths', list) ?? []).map(parseChange),
    names: optional(fields, 'names', texts) ?? [],
    culprit: optional(fields, 'culprit', whole),
    chain: optional(fields, 'chain', wholes) ?? [],
    harmless: (optional(fields, 'harmless', list) ?? []).map(parseHarmless),
  };
}

function parseChange(value: unknown): PathChange {
  const fields = fieldsOf(value, 'path');
  return { path: string(fields, 'path'), how: oneOf(fields, 'how', DIFFERENCES) };
}

function parseHarmless(value: unknown): Harmless {
  const fields = fieldsOf(value, 'harmless');
  return { what: oneOf(fields, 'what', HARMLESS), name: string(fields, 'name') };
}
