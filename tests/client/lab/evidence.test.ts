import { describe, expect, test } from 'vitest';
import { attemptWords } from '../../../visualizer/client/lab/attempt.ts';
import { calledWords, type Evidence, verdictWords } from '../../../visualizer/client/lab/evidence.ts';
import { beforeAfter } from '../../../visualizer/client/lab/pace.ts';
import { saidOf } from '../../../visualizer/client/lab/said.ts';

function evidence(about: Partial<Evidence>): Evidence {
  const nothing = { question: null, answer: null, right: null, sentence: null, fact: null, feedback: null };
  const steps = { steps: [], called: 0, asked: 0, miss: null };
  const build = { build: 'b', exercise: 'e', ready: true, missing: [], done: {} };
  return { ...build, ...nothing, ...steps, verdict: null, confidence: null, ...about };
}

describe('the verdict', () => {
  test.each([
    ['right', 'You called it'],
    ['wrong', 'The build went the other way'],
    ['skipped', 'You skipped the prediction. The build says'],
    ['undecided', 'This build does not decide it'],
    [null, ''],
  ] as const)('of %s reads "%s"', (verdict, words) => {
    expect(verdictWords(evidence({ verdict }))).toBe(words);
  });

  test('is a surprise to who was certain', () => {
    expect(verdictWords(evidence({ verdict: 'wrong', confidence: 3 }))).toContain('surprise');
  });
});

test.each([
  [0, 0, ''],
  [1, 1, 'You called the one step.'],
  [4, 4, 'You called all 4 steps.'],
  [0, 4, 'You called 0 of 4 steps.'],
])('%i of %i steps called: "%s"', (called, asked, words) => {
  expect(calledWords(evidence({ called, asked }))).toBe(words);
});

describe('before and after', () => {
  test('says how much was called, and how much faster it was', () => {
    const { title, remark, share } = beforeAfter({ before: 9.4, after: 0.6, called: 4, asked: 4 });
    expect([title, remark]).toEqual(['Called it', '16 times as fast · 4 of 4 steps called']);
    expect(share).toBe('Built again: 9.4 s → 0.6 s. 4 of 4 steps called.');
  });

  test('claims nothing where it was not quicker, nor called', () => {
    const { title, remark } = beforeAfter({ before: 1, after: 3, called: 1, asked: 4 });
    expect([title, remark]).toEqual(['Before and after', '1 of 4 steps called']);
  });

  test('counts what was saved where nothing took time', () => {
    expect(beforeAfter({ before: 9, after: 0, called: 0, asked: 0 }).remark).toBe('9 s saved');
  });
});

describe('what goes with a build', () => {
  const guesses = new Map([[2, 'cached' as const]]);

  test('is nothing where nothing was asked', () => {
    expect(saidOf(null, new Map())).toEqual({});
  });

  test('names the question, though it was skipped', () => {
    expect(saidOf({ id: 'q', given: { answer: null, confidence: 3 } }, new Map())).toEqual({ question: 'q' });
  });

  test('is the answer, how sure it is, and each step', () => {
    const said = { question: 'q', answer: 'a', confidence: 2, steps: { 2: 'cached' } };
    expect(saidOf({ id: 'q', given: { answer: 'a', confidence: 2 } }, guesses)).toEqual(said);
  });
});

test('an attempt says where it is', () => {
  const attempt = {
    id: 'a',
    task: 't',
    message: null,
    passed: null,
    checks: [],
    feedback: null,
    solution: false,
  };
  const builds = [
    { label: 'b1', title: 'Your Dockerfile', id: 'x', status: 'completed' },
    { label: 'b2', title: 'With a change', id: null, status: 'queued' },
  ];
  expect(attemptWords({ ...attempt, status: 'running', builds })).toBe('Build 2 of 2: With a change');
  expect(attemptWords({ ...attempt, status: 'stopped', builds, message: 'No engine.' })).toBe('No engine.');
});
