import type { StepState } from '../build-state.ts';
import type { Guess } from '../stack/words.ts';

/** How far a build went as was said of its steps; `miss` tells of the first that did not, null where none. */
export interface Outcome {
  called: number;
  asked: number;
  miss: string | null;
}

/** Only steps that were asked about and ran, or were cached, count. */
export function outcomeOf(said: ReadonlyMap<number, Guess>, steps: readonly StepState[]): Outcome {
  const judged = steps.flatMap((step, index) => {
    const guess = said.get(index);
    const was = wasOf(step);
    return guess === undefined || was === null ? [] : [{ step, guess, was }];
  });
  const missed = judged.find(({ guess, was }) => guess !== was);
  const called = judged.filter(({ guess, was }) => guess === was).length;
  return { called, asked: judged.length, miss: missed === undefined ? null : missWords(missed) };
}

function wasOf({ status }: StepState): Guess | null {
  if (status === 'cached') return 'cached';
  return status === 'built' || status === 'failed' ? 'rebuilt' : null;
}

function missWords({ step, guess, was }: { step: StepState; guess: Guess; was: Guess }): string {
  const why = step.reason === null ? '' : ` (${step.reason.text})`;
  return `You said ${guess}; it was ${was}${why}: ${step.instruction}`;
}
