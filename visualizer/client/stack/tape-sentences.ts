import type { BuildState } from '../build-state.ts';
import { count } from '../format.ts';

/** What is said aloud when an image is recorded that has whiteouts: the picture shows it, the log does not. */
export function tapeSentences(before: BuildState, after: BuildState): string[] {
  if (before.image !== null || after.image === null) return [];
  return after.layers.flatMap(({ step, files }) => {
    const number = step === null ? undefined : after.steps[step]?.number;
    if (files.deleted === 0 || number === undefined || after.steps[step ?? 0]?.keyword === 'FROM') return [];
    return [`Step ${number} whited out ${count(files.deleted, 'path')}; image size did not shrink.`];
  });
}
