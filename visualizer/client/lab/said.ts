import type { Guess } from '../stack/words.ts';
import type { Confidence, Exercise, Said } from './exercise.ts';

interface Answered {
  answer: string | null;
  confidence: Confidence | null;
}

/** Whether the opening question is still open: answered or skipped, it is asked no more. */
export function isOpen({ question, predictions }: Exercise): boolean {
  return question !== null && !predictions.some((prediction) => prediction.question === question.id);
}

/** What goes with a build: a question by its name where an edit asked it, an answer where there is one. */
export function saidOf(
  question: { id: string; given: Answered } | null,
  guesses: ReadonlyMap<number, Guess>,
): Said {
  const { answer = null, confidence = null } = question?.given ?? {};
  return {
    ...(question === null ? {} : { question: question.id }),
    ...(answer === null ? {} : { answer }),
    ...(answer === null || confidence === null ? {} : { confidence }),
    ...(guesses.size === 0 ? {} : { steps: Object.fromEntries(guesses) }),
  };
}
