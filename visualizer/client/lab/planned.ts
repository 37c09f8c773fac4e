import { type BuildState, QUEUED } from '../build-state.ts';
import type { PlannedStep } from '../events.ts';
import { plannedStep } from '../reduce.ts';

/** A build that has not begun: its steps are planned and none has run. */
export function plannedBuild(steps: readonly PlannedStep[]): BuildState {
  return { ...QUEUED, steps: steps.map(plannedStep) };
}
