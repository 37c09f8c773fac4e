import { type BuildState, hasEnded, type StepState } from '../build-state.ts';
import type { Entry } from '../events.ts';
import { type StepForm, stepWords } from '../step-words.ts';

/** One step on the line of time. `start` and `end` are parts of its width, from 0 to 1. */
export interface Bar {
  step: number;
  number: number;
  form: StepForm;
  word: string;
  seconds: number;
  start: number;
  end: number;
  /** Wider than its seconds, to be seen and pointed at. */
  floored: boolean;
}

/** No bar is narrower than this part of all seconds together. */
const FLOOR = 0.04;
/** What the recording of the image takes of the width. */
export const EXPORT = 0.06;

/** A bar per step that has film or will have; settings take no time. In the order in which the steps ended. */
export function barsOf(entries: readonly Entry[], build: BuildState): Bar[] {
  const now = entries.at(-1)?.at ?? 0;
  const steps = inOrder(entries, build).map((index) => {
    const step = build.steps[index];
    return { index, step, seconds: step === undefined ? 0 : secondsOf(step, build, now) };
  });
  const total = steps.reduce((sum, { seconds }) => sum + seconds, 0);
  const floor = total === 0 ? 1 : total * FLOOR;
  const widths = steps.map(({ seconds }) => Math.max(seconds, floor));
  const room = build.layers.length > 0 ? 1 - EXPORT : 1;
  const unit = room / widths.reduce((sum, width) => sum + width, 0);
  let end = 0;
  return steps.flatMap(({ index, step, seconds }, place) => {
    if (step === undefined) return [];
    const start = end;
    end = start + (widths[place] ?? 0) * unit;
    const { form, word } = stepWords(step, build, now);
    return [{ step: index, number: step.number, form, word, seconds, start, end, floored: seconds < floor }];
  });
}

function inOrder(entries: readonly Entry[], build: BuildState): number[] {
  const ended = entries.flatMap((entry) =>
    entry.type === 'step_finished' || entry.type === 'step_failed' ? [entry.step] : [],
  );
  const rest = build.steps.flatMap((_, index) => (ended.includes(index) ? [] : [index]));
  return [...ended, ...rest].filter((index) => build.steps[index]?.status !== 'settings');
}

function secondsOf(step: StepState, build: BuildState, now: number): number {
  if (step.seconds !== null) return step.seconds;
  return step.startedAt === null || hasEnded(build) ? 0 : Math.max(0, now - step.startedAt);
}
