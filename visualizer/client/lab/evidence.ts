import { fieldsOf, list, string } from '../fields.ts';
import type { Guess } from '../stack/words.ts';
import { t, tn } from '../translate.ts';
import type { Confidence, Question } from './exercise.ts';

/** What a build says about what was predicted of it, as docs/labs.md has it. */
export interface Evidence {
  build: string;
  exercise: string;
  ready: boolean;
  missing: readonly string[];
  /** The ids of the operations done with the image, by those of the lab; the build is `b1`. */
  done: Readonly<Record<string, string>>;
  question: string | null;
  verdict: 'right' | 'wrong' | 'skipped' | 'undecided' | null;
  answer: string | null;
  right: string | null;
  confidence: Confidence | null;
  sentence: string | null;
  fact: Fact | null;
  feedback: string | null;
  steps: readonly { step: number; said: Guess; was: Guess | null; called: boolean }[];
  called: number;
  asked: number;
  miss: string | null;
}

export interface Fact {
  kind: string;
  name: string;
  value: string;
  layers: readonly number[];
  steps: readonly number[];
  path: string | null;
}

export function parseEvidence(value: unknown): Evidence {
  const fields = fieldsOf(value, 'evidence');
  string(fields, 'build');
  for (const name of ['missing', 'steps']) list(fields, name);
  fieldsOf(fields.done, 'done');
  return value as Evidence;
}

/** Above the sentence: kind to a wrong answer, since most people give it. */
export function verdictWords({ verdict, confidence }: Evidence): string {
  switch (verdict) {
    case 'right':
      return t('You called it');
    case 'wrong':
      return confidence === 3
        ? t('A surprise: the build went the other way')
        : t('The build went the other way');
    case 'skipped':
      return t('You skipped the prediction. The build says');
    case 'undecided':
      return t('This build does not decide it');
    case null:
      return '';
  }
}

/** `called 3 of 4 steps`: a count, never a share. */
export function calledWords({ called, asked }: Pick<Evidence, 'called' | 'asked'>): string {
  if (asked === 0) return '';
  if (called < asked) return t('You called {called} of {asked} steps.', { called, asked });
  return tn('You called the one step.', 'You called all {n} steps.', asked);
}

/** The same of somebody else's build; empty where no step was asked about. */
export function theirWords(evidence: Evidence | null): string {
  if (evidence === null || evidence.asked === 0) return '';
  return calledWords(evidence).replace(/^You/, 'Before this build, its owner');
}

/** The markup of an option, empty where there is none. */
export function optionHtml(question: Question | null, id: string | null): string {
  return question?.options.find((option) => option.id === id)?.html ?? '';
}

export const CONFIDENCE: readonly { value: Confidence; word: string }[] = [
  { value: 1, word: t('A guess') },
  { value: 2, word: t('Fairly') },
  { value: 3, word: t('Certain') },
];
