import type {
  ArtefactCopied,
  ContainerStarted,
  Exited,
  Failed,
  Finding,
  ImageRecorded,
  LayerRecorded,
  Linted,
  PlannedStep,
  Reason,
  StageRecorded,
} from './events.ts';

export type BuildStatus = 'queued' | 'running' | 'completed' | 'failed' | 'cancelled' | 'interrupted';
export type StepStatus = 'pending' | 'running' | 'built' | 'cached' | 'failed' | 'skipped' | 'settings';

/** `startedAt` is Unix time; a pending step that has one was stopped before it finished. */
export interface StepState extends PlannedStep {
  status: StepStatus;
  cached: boolean | null;
  startedAt: number | null;
  seconds: number | null;
  error: string | null;
  /** Why it was not cached: inferred. */
  reason: Reason | null;
  log: string;
}

export type LayerState = Omit<LayerRecorded, 'type'>;
export type ImageState = Omit<ImageRecorded, 'type'>;
export type StageState = Omit<StageRecorded, 'type'>;
export type CopyState = Omit<ArtefactCopied, 'type'>;
export type LintState = Omit<Linted, 'type'>;
export type BuildError = Omit<Failed, 'type'>;

export type ContainerState = Omit<ContainerStarted, 'type'> & { exit: Omit<Exited, 'type'> | null };

/** What a build's log says up to and including `seq`. Never mutated: equal references mean no change. */
export interface BuildState {
  seq: number;
  status: BuildStatus;
  startedAt: number | null;
  seconds: number | null;
  engine: Readonly<Record<string, string>>;
  steps: readonly StepState[];
  layers: readonly LayerState[];
  image: ImageState | null;
  /** Stages that stay behind, where they were recorded. */
  stages: readonly StageState[];
  /** What was copied from one stage to another. */
  copies: readonly CopyState[];
  /** What runs, or ran, in one; `exit` is null while it does, and of one that is left to itself. */
  container: ContainerState | null;
  /** What the engine's checks say of the Dockerfile. */
  lints: readonly LintState[];
  /** What an operation beside a build did or saw. */
  findings: readonly Finding[];
  error: BuildError | null;
  interruption: string | null;
  /** Output of the build itself, of no step. */
  log: string;
  /** `step` is null where they are of the whole build. */
  warnings: readonly { step: number | null; text: string }[];
}

export const QUEUED: BuildState = {
  seq: 0,
  status: 'queued',
  startedAt: null,
  seconds: null,
  engine: {},
  steps: [],
  layers: [],
  image: null,
  stages: [],
  copies: [],
  container: null,
  lints: [],
  findings: [],
  error: null,
  interruption: null,
  log: '',
  warnings: [],
};

export function hasEnded(build: BuildState): boolean {
  return build.status !== 'queued' && build.status !== 'running';
}
