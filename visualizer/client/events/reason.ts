export const DIFFERENCES = ['content', 'mode', 'type', 'added', 'removed', 'ignored', 'unignored'] as const;
export const REASONS = [
  'first_build',
  'instruction_changed',
  'flag_changed',
  'files_changed',
  'environment_changed',
  'base_changed',
  'parent_rebuilt',
  'source_rebuilt',
  'no_cache',
  'nothing_matches',
  'cached_anyway',
  'unsure',
] as const;
export const HARMLESS = [
  'mtime',
  'not_copied',
  'ignored',
  'comment',
  'spelling',
  'stage_name',
  'base_name',
  'setting',
  'variable',
  'argument',
  'secret',
  'restored',
  'same_output',
  'linked',
  'no_cache',
] as const;

export interface PathChange {
  path: string;
  how: (typeof DIFFERENCES)[number];
}

/** A change that does not count. */
export interface Harmless {
  what: (typeof HARMLESS)[number];
  name: string;
}

/** Why a step was not cached, or was although something had changed: inferred. `text` says it in a sentence, the rest is its evidence. */
export interface Reason {
  kind: (typeof REASONS)[number];
  text: string;
  build: string | null;
  before: string | null;
  after: string | null;
  paths: readonly PathChange[];
  names: readonly string[];
  culprit: number | null;
  chain: readonly number[];
  harmless: readonly Harmless[];
}
