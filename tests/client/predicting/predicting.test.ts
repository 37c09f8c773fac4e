import { describe, expect, test } from 'vitest';
import { QUEUED } from '../../../visualizer/client/build-state.ts';
import { carried } from '../../../visualizer/client/predicting/carried.ts';
import { outcomeOf } from '../../../visualizer/client/predicting/outcome.ts';
import { reduceAll } from '../../../visualizer/client/reduce.ts';
import type { Guess } from '../../../visualizer/client/stack/words.ts';
import { explained, finished, logOf, PLANNED, planned, STARTED } from '../log.ts';

const BEFORE = [planned(0, 'FROM lab/base', 1), planned(1, 'RUN a', 2), planned(2, 'RUN b', 3)];
const SAID = new Map<number, Guess>([
  [1, 'cached'],
  [2, 'rebuilt'],
]);

describe('what was said of a step', () => {
  test('goes with its instruction, wherever an edit puts it', () => {
    const now = [planned(0, 'FROM lab/base', 1), planned(1, 'RUN b', 2), planned(2, 'RUN a', 3)];
    expect([...carried(SAID, BEFORE, now)]).toEqual([
      [1, 'rebuilt'],
      [2, 'cached'],
    ]);
  });

  test('is dropped where its instruction is another now', () => {
    const now = [planned(0, 'FROM lab/base', 1), planned(1, 'RUN a', 2), planned(2, 'RUN c', 3)];
    expect([...carried(SAID, BEFORE, now)]).toEqual([[1, 'cached']]);
  });

  test('is told apart from that of an equal instruction', () => {
    const twice = [planned(0, 'FROM lab/base', 1), planned(1, 'RUN a', 2), planned(2, 'RUN a', 3)];
    expect([...carried(SAID, twice, twice)]).toEqual([...SAID]);
  });
});

describe('the outcome', () => {
  const failed = { type: 'step_failed', step: 4, seconds: 1, error: 'exit code: 1' } as const;
  const chain = explained(2, { kind: 'parent_rebuilt', text: 'step 1 below was rebuilt' });
  const ran = [STARTED, PLANNED, ...finished(0, false), ...finished(1, true), ...finished(2, false), chain];
  const { steps } = reduceAll(QUEUED, logOf(...ran, { type: 'step_started', step: 4 }, failed));

  test('counts what was called, and gives one sentence to the first miss only', () => {
    const said = new Map<number, Guess>([
      [1, 'cached'],
      [2, 'cached'],
      [4, 'cached'],
    ]);
    expect(outcomeOf(said, steps)).toEqual({
      called: 1,
      asked: 3,
      miss: 'You said cached; it was rebuilt (step 1 below was rebuilt): COPY hello.txt /',
    });
  });

  test('has no miss where all was called; what failed had run', () => {
    const said = new Map<number, Guess>([
      [2, 'rebuilt'],
      [4, 'rebuilt'],
    ]);
    expect(outcomeOf(said, steps)).toEqual({ called: 2, asked: 2, miss: null });
  });

  test('leaves out steps that did not run', () => {
    expect(outcomeOf(new Map<number, Guess>([[5, 'cached']]), steps)).toEqual({
      called: 0,
      asked: 0,
      miss: null,
    });
  });
});
