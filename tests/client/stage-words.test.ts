import { expect, test } from 'vitest';
import { QUEUED } from '../../visualizer/client/build-state.ts';
import type { BuildEvent, LayerRecorded } from '../../visualizer/client/events.ts';
import { reduceAll } from '../../visualizer/client/reduce.ts';
import { copyWords, stageWords } from '../../visualizer/client/stage-words.ts';
import { digest, finished, layer, logOf, planned, STARTED } from './log.ts';

const PLAN: BuildEvent = {
  type: 'planned',
  steps: [
    { ...planned(0, 'FROM lab/base AS build', 1, 'build'), stage_index: 0 },
    { ...planned(1, 'RUN make', 2, 'build'), stage_index: 0 },
    { ...planned(0, 'FROM lab/base AS test', 3, 'test'), stage_index: 1 },
    { ...planned(0, 'FROM lab/base', 4, '2'), stage_index: 2 },
    { ...planned(1, 'COPY --from=build /out /', 5, '2'), stage_index: 2 },
  ],
};
const COPY: BuildEvent = {
  type: 'artefact_copied',
  step: 4,
  source: 'build',
  stage: 0,
  layer: 1,
  paths: ['a', 'b', 'c', 'd'],
  count: 4,
  bytes: 2000,
};
const STAGE: BuildEvent = {
  type: 'stage_recorded',
  stage: 0,
  manifest_digest: digest('f'),
  size: 2000,
  layers: [layer(0, 0), layer(1, 1)] as LayerRecorded[],
};

function build(...more: BuildEvent[]) {
  const steps = [0, 1, 3, 4].flatMap((step) => finished(step, null));
  const end: BuildEvent = { type: 'completed', seconds: 1 };
  return reduceAll(QUEUED, logOf(STARTED, PLAN, ...steps, layer(0, 3), layer(1, 4), ...more, end));
}

test('every stage says what becomes of it', () => {
  expect([0, 1, 2].map((stage) => stageWords(build(), stage))).toEqual([
    'stays behind; its layers are not recorded',
    'not needed',
    'in the image',
  ]);
  expect(stageWords(build(STAGE), 0)).toBe('stays behind with 2 layers, 2 kB');
});

test('nothing is said of stages before the build is complete', () => {
  expect(stageWords(reduceAll(QUEUED, logOf(STARTED, PLAN)), 0)).toBe('');
});

test('a copy names what arrived and from where', () => {
  const { steps } = build();
  const words = steps.map((_, index) => {
    const state = build(COPY);
    const step = state.steps[index];
    return step === undefined ? '' : copyWords(state, step);
  });
  expect(words).toEqual(['', '', '', '', '4 paths, 2 kB from stage build: a, b, c and 1 more']);
});
