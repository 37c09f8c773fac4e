/** The vocabulary of a build's log, as builds/events.py defines it. Times are seconds, sizes bytes. */

export interface PlannedStep {
  stage: string;
  stage_index: number;
  number: number;
  keyword: string;
  instruction: string;
  line: number;
  end_line: number;
  makes_layer: boolean;
}

export interface FileCounts {
  added: number;
  changed: number;
  deleted: number;
  /** Of those changed, the ones whose content is as before. */
  metadata: number;
  /** Listed again without a change, as the directories around what changed are. */
  touched: number;
  /** Directories that hide all that lies below in them. */
  opaque: number;
}

export const STREAMS = ['stdout', 'stderr', 'warning'] as const;
export const FAILURES = [
  'step',
  'syntax',
  'base',
  'policy',
  'context',
  'time',
  'engine',
  'record',
  'container',
] as const;
export type Stream = (typeof STREAMS)[number];
export type FailureReason = (typeof FAILURES)[number];

export interface Started {
  type: 'started';
  attempt: number;
  engine: Readonly<Record<string, string>>;
}

export interface Planned {
  type: 'planned';
  steps: readonly PlannedStep[];
}

export interface StepStarted {
  type: 'step_started';
  step: number;
}

export interface StepFinished {
  type: 'step_finished';
  step: number;
  cached: boolean | null;
  seconds: number;
}

export interface StepFailed {
  type: 'step_failed';
  step: number;
  seconds: number;
  error: string;
}

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

export interface StepExplained {
  type: 'step_explained';
  step: number;
  reason: Reason;
}

export interface Logged {
  type: 'logged';
  step: number | null;
  stream: Stream;
  text: string;
}

export interface LayerRecorded {
  type: 'layer_recorded';
  index: number;
  step: number | null;
  diff_id: string;
  digest: string;
  chain_id: string;
  media_type: string;
  size: number;
  unpacked_size: number;
  empty: boolean;
  files: FileCounts;
}

export interface ImageRecorded {
  type: 'image_recorded';
  manifest_digest: string;
  config_digest: string;
  size: number;
  layer_count: number;
}

/** What a `COPY --from` took; `stage` is null where `source` is an image. `paths` are the first of `count`. */
export interface ArtefactCopied {
  type: 'artefact_copied';
  step: number;
  source: string;
  stage: number | null;
  layer: number;
  paths: readonly string[];
  count: number;
  bytes: number;
}

/** A stage that stays behind, built once more from the cache. */
export interface StageRecorded {
  type: 'stage_recorded';
  stage: number;
  manifest_digest: string;
  size: number;
  layers: readonly LayerRecorded[];
}

export const BEFORE = ['new', 'stopped', 'running'] as const;

export interface ContainerStarted {
  type: 'container_started';
  container: string;
  image: string;
  command: readonly string[];
  kept: boolean;
  was: (typeof BEFORE)[number];
}

export interface Exited {
  type: 'exited';
  code: number;
  killed: boolean;
}

export interface ContainerRemoved {
  type: 'container_removed';
  container: string;
  size: number;
}

export interface WrittenPath {
  path: string;
  change: (typeof CHANGES)[number];
  type: string;
  size: number;
}

export const CHANGES = ['added', 'changed', 'deleted'] as const;

export interface Diffed {
  type: 'diffed';
  container: string;
  size: number;
  paths: readonly WrittenPath[];
  left_out: number;
}

export interface MountsRead {
  type: 'mounts_read';
  container: string;
  lower: readonly string[];
  upper: string;
  work: string;
  merged: string;
}

export interface UpperEntry {
  path: string;
  type: string;
  size: number;
}

export interface UpperListed {
  type: 'upper_listed';
  container: string;
  entries: readonly UpperEntry[];
  left_out: number;
}

export interface Committed {
  type: 'committed';
  container: string;
  image: string;
  original: string;
}

export interface ImageTagged {
  type: 'image_tagged';
  name: string;
  image: string;
  replaced: string | null;
}

export const OUTCOMES = ['sent', 'received', 'mounted', 'exists'] as const;

export interface LayerMoved {
  type: 'layer_moved';
  index: number;
  digest: string;
  size: number;
  outcome: (typeof OUTCOMES)[number];
  source: string | null;
}

export interface Pushed {
  type: 'pushed';
  name: string;
  digest: string;
  bytes: number;
}

export interface Pulled {
  type: 'pulled';
  name: string;
  digest: string;
  bytes: number;
}

export interface Saved {
  type: 'saved';
  bytes: number;
}

export interface BitFlipped {
  type: 'bit_flipped';
  index: number;
  digest: string;
  offset: number;
  before: number;
  after: number;
}

export interface LayerChecked {
  type: 'layer_checked';
  index: number;
  digest: string;
  actual: string;
}

export interface Loaded {
  type: 'loaded';
  message: string;
  error: string | null;
}

export interface Pruned {
  type: 'pruned';
  what: (typeof PRUNABLE)[number];
  bytes: number;
  count: number;
}

export const PRUNABLE = ['cache', 'images', 'volumes', 'registry'] as const;

export interface Completed {
  type: 'completed';
  seconds: number;
}

export interface Failed {
  type: 'failed';
  reason: FailureReason;
  error: string;
  step: number | null;
  line: number | null;
  hint: string | null;
}

export interface Cancelled {
  type: 'cancelled';
}

export interface Interrupted {
  type: 'interrupted';
  reason: string;
}

/** What an operation beside a build did or saw. */
export type Finding =
  | ContainerRemoved
  | Diffed
  | MountsRead
  | UpperListed
  | Committed
  | ImageTagged
  | LayerMoved
  | Pushed
  | Pulled
  | Saved
  | BitFlipped
  | LayerChecked
  | Loaded
  | Pruned;

export type BuildEvent =
  | Started
  | Planned
  | StepStarted
  | StepFinished
  | StepFailed
  | StepExplained
  | Logged
  | LayerRecorded
  | ImageRecorded
  | ArtefactCopied
  | StageRecorded
  | ContainerStarted
  | Exited
  | Finding
  | Completed
  | Failed
  | Cancelled
  | Interrupted;

/** A line of the log: `seq` from 1 without gaps, `at` the Unix time in seconds it was recorded. */
export type Entry = { seq: number; at: number } & BuildEvent;

export function isTerminal(event: BuildEvent): boolean {
  switch (event.type) {
    case 'completed':
    case 'failed':
    case 'cancelled':
    case 'interrupted':
      return true;
    default:
      return false;
  }
}
