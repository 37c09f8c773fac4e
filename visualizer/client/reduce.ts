import {
  type BuildState,
  type ContainerState,
  hasEnded,
  type LayerState,
  type StepState,
} from './build-state.ts';
import type { BuildEvent, Entry, Exited, LayerRecorded, Logged, PlannedStep } from './events.ts';

/** A log that breaks the vocabulary's promises: a gap, an event out of place, a step that was never planned. */
export class LogError extends Error {}

/** The state after `entry`. An entry already counted changes nothing. Throws a LogError. */
export function reduce(build: BuildState, entry: Entry): BuildState {
  if (entry.seq <= build.seq) return build;
  if (entry.seq !== build.seq + 1) {
    throw new LogError(`expected event ${build.seq + 1}, got ${entry.seq}`);
  }
  if (hasEnded(build)) throw new LogError(`event ${entry.seq} (${entry.type}) follows the last event`);
  return { ...apply(build, entry, entry.at), seq: entry.seq };
}

export function reduceAll(build: BuildState, entries: readonly Entry[]): BuildState {
  return entries.reduce(reduce, build);
}

function apply(build: BuildState, event: BuildEvent, at: number): BuildState {
  switch (event.type) {
    case 'started':
      return { ...build, status: 'running', startedAt: at, engine: event.engine };
    case 'planned':
      if (build.steps.length > 0) throw new LogError('a second plan');
      return { ...build, steps: event.steps.map(plannedStep) };
    case 'step_started':
      return changeStep(build, event.step, ['pending'], { status: 'running', startedAt: at });
    case 'step_finished':
      return changeStep(build, event.step, ['pending', 'running'], {
        status: event.cached ? 'cached' : 'built',
        cached: event.cached,
        seconds: event.seconds,
      });
    case 'step_failed':
      return changeStep(build, event.step, ['pending', 'running'], {
        status: 'failed',
        seconds: event.seconds,
        error: event.error,
      });
    case 'step_explained':
      return changeStep(build, event.step, [event.reason.kind === 'cached_anyway' ? 'cached' : 'built'], {
        reason: event.reason,
      });
    case 'container_started': {
      const { type: _, ...container } = event;
      return { ...build, container: { ...container, exit: null } };
    }
    case 'exited':
      return { ...build, container: exitedContainer(build, event) };
    case 'container_removed':
    case 'diffed':
    case 'mounts_read':
    case 'upper_listed':
    case 'committed':
    case 'image_tagged':
    case 'layer_moved':
    case 'pushed':
    case 'pulled':
    case 'saved':
    case 'bit_flipped':
    case 'layer_checked':
    case 'loaded':
    case 'pruned':
      return { ...build, findings: [...build.findings, event] };
    case 'linted': {
      const { type: _, ...lint } = event;
      return { ...build, lints: [...build.lints, lint] };
    }
    case 'logged':
      return appendOutput(build, event);
    case 'layer_recorded':
      return { ...build, layers: [...build.layers, nextLayer(build, event)] };
    case 'image_recorded': {
      const { type: _, ...image } = event;
      return { ...build, image };
    }
    case 'artefact_copied': {
      const { type: _, ...copy } = event;
      stepAt(build, copy.step);
      return { ...build, copies: [...build.copies, copy] };
    }
    case 'stage_recorded': {
      const { type: _, ...stage } = event;
      return { ...build, stages: [...build.stages, stage] };
    }
    case 'completed':
      return { ...endSteps(build, 'skipped'), status: 'completed', seconds: event.seconds };
    case 'failed': {
      const { type: _, ...error } = event;
      return { ...endSteps(build, 'pending'), status: 'failed', error, seconds: sinceStart(build, at) };
    }
    case 'cancelled':
      return { ...endSteps(build, 'pending'), status: 'cancelled', seconds: sinceStart(build, at) };
    case 'interrupted':
      return { ...endSteps(build, 'pending'), status: 'interrupted', interruption: event.reason };
    default:
      return unknownEvent(event);
  }
}

function unknownEvent(event: never): never {
  throw new LogError(`unknown event ${JSON.stringify(event)}`);
}

export function plannedStep(step: PlannedStep): StepState {
  const status = step.makes_layer ? 'pending' : 'settings';
  return {
    ...step,
    status,
    cached: null,
    startedAt: null,
    seconds: null,
    error: null,
    reason: null,
    log: '',
  };
}

function changeStep(
  build: BuildState,
  index: number,
  from: readonly StepState['status'][],
  change: Partial<StepState>,
): BuildState {
  const step = stepAt(build, index);
  if (!from.includes(step.status)) {
    throw new LogError(`step ${index} cannot become ${change.status ?? 'explained'} after ${step.status}`);
  }
  return { ...build, steps: build.steps.with(index, { ...step, ...change }) };
}

function appendOutput(build: BuildState, { step: index, stream, text }: Logged): BuildState {
  if (stream === 'warning') return { ...build, warnings: [...build.warnings, { step: index, text }] };
  if (index === null) return { ...build, log: build.log + text };
  const step = stepAt(build, index);
  return { ...build, steps: build.steps.with(index, { ...step, log: step.log + text }) };
}

function nextLayer(build: BuildState, { type: _, ...layer }: LayerRecorded): LayerState {
  if (layer.index !== build.layers.length) {
    throw new LogError(`expected layer ${build.layers.length}, got layer ${layer.index}`);
  }
  if (layer.step !== null) stepAt(build, layer.step);
  return layer;
}

function exitedContainer(build: BuildState, { code, killed }: Exited): ContainerState {
  if (build.container === null) throw new LogError('a process ended that never started');
  return { ...build.container, exit: { code, killed } };
}

function stepAt(build: BuildState, index: number): StepState {
  const step = build.steps[index];
  if (step === undefined) throw new LogError(`step ${index} of ${build.steps.length} was never planned`);
  return step;
}

/** Steps that never finished: in a completed build nobody needed them, in any other they did not run or were stopped. */
function endSteps(build: BuildState, unfinished: 'skipped' | 'pending'): BuildState {
  const open = (step: StepState) => step.status === 'pending' || step.status === 'running';
  return {
    ...build,
    steps: build.steps.map((step) => (open(step) ? { ...step, status: unfinished } : step)),
  };
}

function sinceStart(build: BuildState, at: number): number | null {
  return build.startedAt === null ? null : Math.max(0, at - build.startedAt);
}
