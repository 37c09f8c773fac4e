import { post, read } from '../api.ts';
import type { ContextFiles } from '../context-file.ts';
import type { BuildRequest } from '../draft.ts';
import { fieldsOf, string } from '../fields.ts';
import { type Attempt, parseAttempt } from './attempt.ts';
import { type Evidence, parseEvidence } from './evidence.ts';
import { type Exercise, parseExercise, type Said } from './exercise.ts';

/** Commits the prediction and asks for the build; its id. Throws a Refusal. */
export async function postLabBuild(request: BuildRequest, exercise: string, said: Said): Promise<string> {
  const prediction = Object.keys(said).length === 0 ? null : said;
  const answer = await post('/api/builds', { ...request, exercise, prediction });
  return string(fieldsOf(await answer.json(), 'build'), 'id');
}

export async function exerciseOf(slug: string): Promise<Exercise> {
  return parseExercise(await read(`/api/exercises/${slug}`));
}

export async function evidenceOf(build: string): Promise<Evidence> {
  return parseEvidence(await read(`/api/builds/${build}/evidence`));
}

/** What the owner of a shared build predicted; null where it belongs to no lab. */
export async function sharedEvidence(share: string): Promise<Evidence | null> {
  try {
    return parseEvidence(await read(`/api/shared/${share}/evidence`));
  } catch {
    return null;
  }
}

export async function hintOf(slug: string, task: string, level: number): Promise<string> {
  return string(fieldsOf(await read(`/api/exercises/${slug}/tasks/${task}/hints/${level}`), 'hint'), 'html');
}

/** The files of one way to do it. Throws where the learner has not tried enough. */
export async function solutionOf(slug: string, task: string): Promise<ContextFiles> {
  const answer = fieldsOf(await read(`/api/exercises/${slug}/tasks/${task}/solution`), 'solution');
  return fieldsOf(answer.files, 'files') as ContextFiles;
}

export async function postAttempt(slug: string, task: string, request: BuildRequest): Promise<Attempt> {
  const answer = await post(`/api/exercises/${slug}/attempts`, { task, ...request });
  return parseAttempt(await answer.json());
}

export async function attemptOf(slug: string, id: string): Promise<Attempt> {
  return parseAttempt(await read(`/api/exercises/${slug}/attempts/${id}`));
}

/** How long an earlier build took; null where that is not known. */
export async function secondsOf(build: string): Promise<number | null> {
  const { seconds } = fieldsOf(await read(`/api/builds/${build}`), 'build');
  return typeof seconds === 'number' ? seconds : null;
}
