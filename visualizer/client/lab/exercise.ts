import type { BuildRequest } from '../draft.ts';
import { FieldError, fieldsOf, list, string } from '../fields.ts';
import type { Reveal } from '../stack/reveal.ts';
import type { Guess } from '../stack/words.ts';
import type { Afterwards } from './afterwards.ts';

/** What a lab's page gets, as docs/labs.md says. `html` and the like are safe markup, made from an author's text. */
export interface Exercise {
  slug: string;
  title: string;
  url: string;
  summary: string;
  step: number | null;
  minutes: number;
  difficulty: string;
  reveal: Reveal;
  intro: string;
  inputs: readonly Input[];
  question: Question | null;
  start: BuildRequest;
  unlocked: boolean;
  outcome: string | null;
  edits: readonly Edit[];
  tasks: readonly Task[];
  afterwards: readonly Afterwards[];
  predictions: readonly Prediction[];
  next: { slug: string; title: string; url: string } | null;
}

export interface Question {
  id: string;
  html: string;
  options: readonly { id: string; html: string }[];
  confidence: boolean;
}

/** What the learner types before the first build; it becomes the file `path`. */
export interface Input {
  id: string;
  label: string;
  path: string;
  placeholder: string;
  max_length: number;
}

export interface Edit {
  id: string;
  title: string;
  html: string;
  changes: readonly { path: string; find: string; replace: string }[];
  result: BuildRequest;
  question: Question | null;
  predict_steps: boolean;
}

export interface Task {
  id: string;
  title: string;
  goal: string;
  hints: number;
  start: BuildRequest;
  checks: readonly { id: string; text: string }[];
  passed: boolean;
  attempts: number;
  /** Whether it may be looked at. */
  solution: boolean;
}

export type Confidence = 1 | 2 | 3;

export interface Prediction {
  build: string;
  question: string | null;
  answer: string | null;
  confidence: Confidence | null;
  steps: Readonly<Record<string, Guess>>;
  skipped: boolean;
}

/** What is said before a build; sent with it. */
export interface Said {
  question?: string;
  answer?: string;
  confidence?: Confidence;
  steps?: Readonly<Record<string, Guess>>;
}

/** Our own server wrote it; only what would break the page at once is looked at. */
export function parseExercise(value: unknown): Exercise {
  const fields = fieldsOf(value, 'exercise');
  string(fields, 'slug');
  fieldsOf(fields.start, 'start');
  for (const name of ['inputs', 'edits', 'tasks', 'afterwards', 'predictions']) list(fields, name);
  if (typeof fields.unlocked !== 'boolean') throw new FieldError('unlocked: expected true or false');
  return value as Exercise;
}
