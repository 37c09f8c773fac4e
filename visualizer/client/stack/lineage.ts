import type { StepState } from '../build-state.ts';

/**
 * Indexes of the steps that the image consists of, bottom first: the final stage's and, where its FROM names
 * another stage, that stage's before them. `made` are the steps known to have made a layer.
 */
export function lineageOf(steps: readonly StepState[], made: readonly number[]): number[] {
  const chain: number[] = [];
  const seen = new Set<number>();
  let stage = finalStage(steps, made);
  while (stage !== null && !seen.has(stage)) {
    seen.add(stage);
    const own = steps.flatMap((step, index) => (step.stage_index === stage ? [index] : []));
    chain.unshift(...own);
    const from = steps[own[0] ?? -1];
    stage = from === undefined ? null : parentStage(steps, from);
  }
  return chain;
}

/** The stage whose index is named by a FROM, where it is one of this Dockerfile and stands above it. */
export function parentStage(steps: readonly StepState[], from: StepState): number | null {
  const name = fromName(from).toLowerCase();
  const parent = steps.find(
    (step) =>
      step.keyword === 'FROM' && step.stage_index < from.stage_index && step.stage.toLowerCase() === name,
  );
  return parent?.stage_index ?? null;
}

function fromName(from: StepState): string {
  const words = from.instruction.split(/\s+/).slice(1);
  return words.find((word) => !word.startsWith('--')) ?? '';
}

/** The last stage that gave the image a layer; before that is known, the last one not skipped. */
function finalStage(steps: readonly StepState[], made: readonly number[]): number | null {
  const used =
    made.length > 0 ? made : steps.flatMap((step, index) => (step.status === 'skipped' ? [] : [index]));
  const stages = used.flatMap((index) => steps[index]?.stage_index ?? []);
  return stages.length > 0 ? Math.max(...stages) : null;
}
