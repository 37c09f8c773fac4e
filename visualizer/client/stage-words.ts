import type { BuildState, StepState } from './build-state.ts';
import { bytes, count } from './format.ts';

const NAMED = 3;

/** What becomes of a stage, once that is known: it is in the image, stays behind, or was not needed. */
export function stageWords(build: BuildState, stage: number): string {
  if (build.status !== 'completed') return '';
  const within = ({ step }: { step: number | null }) => build.steps[step ?? -1]?.stage_index === stage;
  if (build.layers.some(within)) return 'in the image';
  const own = build.steps.filter((step) => step.stage_index === stage && step.makes_layer);
  if (own.every((step) => step.status === 'skipped')) return own.length === 0 ? '' : 'not needed';
  const layers = build.stages.flatMap((recorded) => recorded.layers.filter(within));
  if (layers.length === 0) return 'stays behind; its layers are not recorded';
  const size = layers.reduce((sum, layer) => sum + layer.size, 0);
  return `stays behind with ${count(layers.length, 'layer')}, ${bytes(size)}`;
}

/** What a `COPY --from` took, and where it arrived. */
export function copyWords(build: BuildState, step: StepState): string {
  const index = build.steps.indexOf(step);
  const copy = build.copies.find((one) => one.step === index);
  if (copy === undefined) return '';
  const named = copy.paths.slice(0, NAMED).join(', ');
  const rest = copy.count > NAMED ? ` and ${copy.count - NAMED} more` : '';
  const source = copy.stage === null ? copy.source : `stage ${copy.source}`;
  return `${count(copy.count, 'path')}, ${bytes(copy.bytes)} from ${source}${named && `: ${named}${rest}`}`;
}
