import type { BuildEvent, Entry, Finding, PlannedStep, Reason } from '../../visualizer/client/events.ts';

/** Entries of a log, numbered from 1. */
export function logOf(...events: BuildEvent[]): Entry[] {
  return events.map((event, index) => ({ seq: index + 1, at: 1_790_000_000 + index / 10, ...event }));
}

export function planned(number: number, instruction: string, line: number, stage = '0'): PlannedStep {
  const keyword = instruction.split(' ')[0] ?? '';
  const makes_layer = ['FROM', 'RUN', 'COPY', 'ADD', 'WORKDIR'].includes(keyword);
  const stage_index = Number.isNaN(Number(stage)) ? 0 : Number(stage);
  return { stage, stage_index, number, keyword, instruction, line, end_line: line, makes_layer };
}

export function digest(digit: string): string {
  return `sha256:${digit.repeat(64)}`;
}

export const STARTED: BuildEvent = { type: 'started', attempt: 1, engine: { 'docker.io': '28.5.2' } };
export const PLANNED: BuildEvent = {
  type: 'planned',
  steps: [
    planned(0, 'FROM lab/base', 1),
    planned(1, 'RUN sleep 1', 2),
    planned(2, 'COPY hello.txt /', 3),
    planned(3, 'ENV A=1', 4),
    planned(4, 'RUN false', 5),
    planned(5, 'RUN true', 6),
  ],
};

export function finished(step: number, cached: boolean | null, seconds = 0): BuildEvent[] {
  return [
    { type: 'step_started', step },
    { type: 'step_finished', step, cached, seconds },
  ];
}

export function printed(step: number | null, text: string): BuildEvent {
  return { type: 'logged', step, stream: 'stdout', text };
}

export function explained(step: number, reason: Pick<Reason, 'kind' | 'text'> & Partial<Reason>): BuildEvent {
  const nothing = {
    build: null,
    before: null,
    after: null,
    paths: [],
    names: [],
    culprit: null,
    chain: [],
    harmless: [],
  };
  return { type: 'step_explained', step, reason: { ...nothing, ...reason } };
}

export function layer(index: number, step: number): BuildEvent {
  return {
    type: 'layer_recorded',
    index,
    step,
    diff_id: digest('a'),
    digest: digest('b'),
    chain_id: digest('c'),
    media_type: 'application/vnd.oci.image.layer.v1.tar+gzip',
    size: 1000,
    unpacked_size: 2048,
    empty: false,
    files: { added: 1, changed: 0, deleted: 0, metadata: 0, touched: 0, opaque: 0 },
  };
}

/** A build whose first RUN and COPY are cached. */
export const COMPLETED = logOf(
  STARTED,
  PLANNED,
  printed(null, 'starting\n'),
  ...finished(0, null),
  ...finished(1, true),
  ...finished(2, true),
  { type: 'step_started', step: 4 },
  printed(4, 'one\n'),
  { type: 'logged', step: 4, stream: 'stderr', text: 'two\n' },
  { type: 'step_finished', step: 4, cached: false, seconds: 1.2 },
  explained(4, { kind: 'instruction_changed', text: 'command changed', before: 'true', after: 'false' }),
  ...finished(5, false, 0.3),
  explained(5, { kind: 'files_changed', text: 'a was added', paths: [{ path: 'a', how: 'added' }] }),
  {
    type: 'linted',
    rule: 'LegacyKeyValueFormat',
    text: '"ENV key=value" should be used',
    url: 'https://docs.docker.com/go/dockerfile/rule/legacy-key-value-format/',
    line: 4,
    end_line: 4,
  },
  { type: 'logged', step: null, stream: 'warning', text: 'nearly full' },
  layer(0, 0),
  layer(1, 1),
  layer(2, 2),
  layer(3, 4),
  layer(4, 5),
  {
    type: 'image_recorded',
    manifest_digest: digest('d'),
    config_digest: digest('e'),
    size: 5000,
    layer_count: 5,
  },
  { type: 'completed', seconds: 2.5 },
);

export const FAILED = logOf(
  STARTED,
  PLANNED,
  ...finished(0, null),
  ...finished(1, true),
  ...finished(2, false, 0.2),
  { type: 'step_started', step: 4 },
  { type: 'step_failed', step: 4, seconds: 0.5, error: 'did not complete successfully: exit code: 1' },
  { type: 'failed', reason: 'step', error: 'exit code: 1', step: 4, line: 5, hint: null },
);

/** A container of a build's image. */
export const RAN = logOf(
  STARTED,
  {
    type: 'container_started',
    container: '0a1b',
    image: digest('d'),
    command: ['cat', '/cfg.txt'],
    kept: false,
    was: 'new',
  },
  printed(null, 'one\n'),
  { type: 'exited', code: 0, killed: false },
  { type: 'completed', seconds: 0.5 },
);

/** One of each thing that operations find. */
export const FINDINGS: Finding[] = [
  { type: 'container_removed', container: '0a', size: 12_288 },
  {
    type: 'diffed',
    container: '0a',
    size: 2_007_040,
    paths: [
      { path: '/big', change: 'changed', type: 'file', size: 2_000_000 },
      { path: '/cfg', change: 'deleted', type: 'whiteout', size: 0 },
    ],
    left_out: 1,
  },
  { type: 'mounts_read', container: '0a', lower: ['/b', '/a'], upper: '/u', work: '/w', merged: '/' },
  {
    type: 'upper_listed',
    container: '0a',
    entries: [
      { path: 'big', type: 'file', size: 2_000_000 },
      { path: 'cfg', type: 'whiteout', size: 0 },
    ],
    left_out: 0,
  },
  { type: 'committed', container: '0a', image: digest('c'), original: digest('d') },
  { type: 'image_tagged', name: 'my/app:1', image: digest('c'), replaced: digest('d') },
  { type: 'layer_moved', index: 0, digest: digest('a'), size: 2000, outcome: 'exists', source: null },
  { type: 'layer_moved', index: 1, digest: digest('b'), size: 300, outcome: 'mounted', source: 'my/app' },
  { type: 'layer_moved', index: 2, digest: digest('e'), size: 90, outcome: 'sent', source: null },
  { type: 'pushed', name: 'my/app:1', digest: digest('f'), bytes: 90 },
  { type: 'pulled', name: 'my/app:1', digest: digest('f'), bytes: 0 },
  { type: 'saved', bytes: 3_100_000 },
  { type: 'bit_flipped', index: 1, digest: digest('b'), offset: 1_000_000, before: 7, after: 6 },
  { type: 'layer_checked', index: 0, digest: digest('a'), actual: digest('a') },
  { type: 'layer_checked', index: 1, digest: digest('b'), actual: digest('9') },
  { type: 'loaded', message: 'Loaded image: build:0a', error: 'not found' },
  { type: 'pruned', what: 'cache', bytes: 5_100_000, count: 1 },
];
export const FOUND = logOf(STARTED, ...FINDINGS, { type: 'completed', seconds: 1 });
