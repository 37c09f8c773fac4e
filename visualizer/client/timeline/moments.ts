import type { BuildState } from '../build-state.ts';
import type { Entry } from '../events.ts';
import { seconds } from '../format.ts';
import { type Bar, EXPORT } from './bars.ts';

/** A point of the log on the line of time. */
export interface Moment {
  seq: number;
  /** Part of the width, never less than the moment's before it. */
  x: number;
  /** Output moves the playhead, but is no stop of its own. */
  stop: boolean;
  /** Whether a step ended here. */
  step: boolean;
  words: string;
}

/** One moment per entry. Pure: the same log always gives the same line. */
export function momentsOf(entries: readonly Entry[], build: BuildState, bars: readonly Bar[]): Moment[] {
  const places = new Map(bars.map((bar) => [bar.step, bar]));
  const start = entries[0]?.at ?? 0;
  let x = 0;
  return entries.map((entry) => {
    x = Math.max(x, placeOf(entry, build, places));
    const step = entry.type === 'step_finished' || entry.type === 'step_failed';
    const words = `${wordsOf(entry, build)}, ${seconds(Math.max(0, entry.at - start))}`;
    return { seq: entry.seq, x, stop: entry.type !== 'logged' && entry.type !== 'linted', step, words };
  });
}

function placeOf(entry: Entry, build: BuildState, places: ReadonlyMap<number, Bar>): number {
  switch (entry.type) {
    case 'started':
    case 'planned':
    case 'linted':
      return 0;
    case 'step_started':
      return places.get(entry.step)?.start ?? 0;
    case 'step_finished':
    case 'step_failed':
    case 'step_explained':
      return places.get(entry.step)?.end ?? 0;
    case 'logged':
      return entry.step === null
        ? 0
        : within(places.get(entry.step), entry.at, build.steps[entry.step]?.startedAt);
    case 'layer_recorded':
      return 1 - EXPORT + (EXPORT * (entry.index + 1)) / (build.layers.length + 1);
    case 'image_recorded':
    case 'artefact_copied':
    case 'stage_recorded':
    case 'container_started':
    case 'exited':
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
    case 'completed':
    case 'failed':
    case 'cancelled':
    case 'interrupted':
      return 1;
  }
}

function within(bar: Bar | undefined, at: number, startedAt: number | null | undefined): number {
  if (bar === undefined || startedAt === null || startedAt === undefined || bar.seconds === 0) return 0;
  const part = Math.max(0, Math.min(1, (at - startedAt) / bar.seconds));
  return bar.start + (bar.end - bar.start) * part;
}

function wordsOf(entry: Entry, build: BuildState): string {
  switch (entry.type) {
    case 'started':
    case 'planned':
    case 'linted':
      return 'before the first step';
    case 'step_started':
    case 'logged':
      return entry.step === null ? 'during the build' : `during ${stepName(entry.step, build)}`;
    case 'step_finished':
    case 'step_explained':
      return `after ${stepName(entry.step, build)}`;
    case 'step_failed':
      return `${stepName(entry.step, build)} failed`;
    case 'layer_recorded':
      return `layer ${entry.index + 1} recorded`;
    case 'image_recorded':
      return 'image recorded';
    case 'artefact_copied':
      return `what ${stepName(entry.step, build)} copied`;
    case 'stage_recorded':
      return 'a stage that stays behind was recorded';
    case 'container_started':
      return 'the container runs';
    case 'exited':
      return 'the container exited';
    case 'container_removed':
      return 'the container was removed';
    case 'diffed':
      return 'the writable layer was listed';
    case 'mounts_read':
      return 'the mounts were read';
    case 'upper_listed':
      return 'the upper folder was listed';
    case 'committed':
      return 'the container was committed';
    case 'image_tagged':
      return 'the image was tagged';
    case 'layer_moved':
      return `layer ${entry.index + 1}: ${entry.outcome}`;
    case 'pushed':
    case 'pulled':
      return `the image was ${entry.type}`;
    case 'saved':
      return 'the image was saved';
    case 'bit_flipped':
      return `a bit of layer ${entry.index + 1} was changed`;
    case 'layer_checked':
      return `layer ${entry.index + 1} was hashed`;
    case 'loaded':
      return 'the archive was loaded';
    case 'pruned':
      return 'what nothing needs was pruned';
    case 'completed':
      return 'the build is complete';
    case 'failed':
      return 'the build failed';
    case 'cancelled':
      return 'the build was cancelled';
    case 'interrupted':
      return 'the build was interrupted';
  }
}

/** `step 4 of 6`, `step 1 of 2 of stage build`. */
function stepName(index: number, build: BuildState): string {
  const step = build.steps[index];
  if (step === undefined) return 'a step';
  const own = build.steps.filter(({ stage_index }) => stage_index === step.stage_index);
  const stage = own.length < build.steps.length ? ` of stage ${step.stage}` : '';
  return `step ${step.number} of ${Math.max(...own.map(({ number }) => number))}${stage}`;
}
