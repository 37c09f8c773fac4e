import { post } from '../api.ts';
import { type BuildState, QUEUED } from '../build-state.ts';
import { parseStep } from '../entry/steps.ts';
import type { PlannedStep } from '../events.ts';
import { boolean, fieldsOf, list } from '../fields.ts';
import { plannedStep } from '../reduce.ts';

export interface AskedStep extends PlannedStep {
  predictable: boolean;
}

/** The steps without building; none where the Dockerfile cannot be read. */
export async function planOf(dockerfile: string): Promise<readonly AskedStep[]> {
  try {
    const answer = await post('/api/plans', { dockerfile });
    return list(fieldsOf(await answer.json(), 'plan'), 'steps').map(parseAsked);
  } catch {
    return [];
  }
}

/** A build that has not begun: its steps are planned and none has run. */
export function plannedBuild(steps: readonly PlannedStep[]): BuildState {
  return { ...QUEUED, steps: steps.map(plannedStep) };
}

function parseAsked(value: unknown): AskedStep {
  return { ...parseStep(value), predictable: boolean(fieldsOf(value, 'step'), 'predictable') };
}
