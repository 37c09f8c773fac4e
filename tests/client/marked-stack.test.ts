import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { QUEUED } from '../../visualizer/client/build-state.ts';
import { parseEntry } from '../../visualizer/client/entry.ts';
import { markFor } from '../../visualizer/client/marks.ts';
import { reduceAll } from '../../visualizer/client/reduce.ts';

const recorded = JSON.parse(readFileSync('tests/recordings/first-build.json', 'utf8'));
const BUILT = reduceAll(QUEUED, recorded.events.map(parseEntry));

test('a sheet stands for itself among sheets', () => {
  expect(BUILT.layers.map(({ index }) => markFor('sheets', BUILT, index))).toEqual(
    BUILT.layers.map(({ index }) => index),
  );
});

test('a sheet stands for the step that made it among steps', () => {
  for (const { index, step } of BUILT.layers) expect(markFor('steps', BUILT, index)).toBe(step);
});

test('a sheet that is not there stands for nothing', () => {
  expect(markFor('steps', BUILT, 99)).toBeNull();
});
