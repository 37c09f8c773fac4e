import type { BuildState } from './build-state.ts';

/** The answer that a layer stands for where sheets or steps are to be marked: itself, or the step that made it. */
export function markFor(marking: string | null, { layers }: BuildState, layer: number): number | null {
  return marking === 'sheets' ? layer : (layers[layer]?.step ?? null);
}
