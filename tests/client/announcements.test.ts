import { expect, test } from 'vitest';
import { announcements } from '../../visualizer/client/announcements.ts';
import { QUEUED } from '../../visualizer/client/build-state.ts';
import { reduceAll } from '../../visualizer/client/reduce.ts';
import { COMPLETED, FAILED, finished, logOf, PLANNED, planned, STARTED } from './log.ts';

const ready = reduceAll(QUEUED, logOf(STARTED, PLANNED));

test('cached neighbours are said in one breath', () => {
  const build = reduceAll(
    QUEUED,
    logOf(STARTED, PLANNED, ...finished(1, true), ...finished(2, true), ...finished(4, true)),
  );
  expect(announcements(ready, build).polite).toBe('Steps 1 to 4 cached.');
});

test('a build that nobody listened to is said from its beginning to its end', () => {
  const { polite, assertive } = announcements(QUEUED, reduceAll(QUEUED, COMPLETED));
  expect(polite).toBe(
    'Steps 1 to 2 cached. Step 4 built in 1.2 s. Step 5 built in 0.3 s. The image is built. 5 layers, 5 kB.',
  );
  expect(assertive).toBe('');
});

test('a failure is assertive, with its exit code and what did not run', () => {
  const { assertive } = announcements(ready, reduceAll(QUEUED, FAILED));
  expect(assertive).toBe('Step 4 failed, exit code 1. 1 later step did not run.');
});

test('nothing new is not said again', () => {
  const build = reduceAll(QUEUED, FAILED);
  expect(announcements(build, build)).toEqual({ polite: '', assertive: '' });
});

test('stages are named where there are several', () => {
  const plan = [planned(0, 'FROM a', 1, '0'), planned(1, 'RUN b', 2, '0'), planned(0, 'FROM c', 3, '1')];
  const before = reduceAll(QUEUED, logOf(STARTED, { type: 'planned', steps: plan }));
  const after = reduceAll(QUEUED, logOf(STARTED, { type: 'planned', steps: plan }, ...finished(1, true)));
  expect(announcements(before, after).polite).toBe('Step 1 of stage 0 cached.');
});
