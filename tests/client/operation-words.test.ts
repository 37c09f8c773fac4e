import { describe, expect, test } from 'vitest';
import { QUEUED } from '../../visualizer/client/build-state.ts';
import { findingWords } from '../../visualizer/client/finding-words.ts';
import { operationWords } from '../../visualizer/client/operation-words.ts';
import { reduceAll } from '../../visualizer/client/reduce.ts';
import { FINDINGS, FOUND, logOf, RAN, STARTED } from './log.ts';

test('an operation keeps what it found, in order', () => {
  expect(reduceAll(QUEUED, FOUND).findings.map(({ type }) => type)).toEqual(FINDINGS.map(({ type }) => type));
});

describe('an operation as a whole', () => {
  const words = (log = RAN) => operationWords(reduceAll(QUEUED, log)).join(' ');

  test('tells of its end, and of its process', () => {
    expect(words()).toBe('Done in 0.5 s. The process ended with exit code 0.');
    expect(words(RAN.slice(0, 3))).toBe('It is being done.');
    expect(words([])).toBe('It waits for its turn.');
  });

  test('tells the engine’s words and the advice where it failed', () => {
    const failed = {
      type: 'failed',
      reason: 'container',
      error: 'no such image',
      step: null,
      line: null,
      hint: 'Build it again.',
    } as const;
    expect(words(logOf(STARTED, failed))).toBe('It failed. no such image Build it again.');
  });

  test('says that a detached container runs on', () => {
    const [started] = RAN.slice(1);
    if (started?.type !== 'container_started') throw new Error('expected a container');
    expect(words(logOf(STARTED, started, { type: 'completed', seconds: 0 }))).toContain('runs on');
  });
});

test('each finding is a sentence with its facts', () => {
  const said = FINDINGS.map((finding) => findingWords(finding));
  expect(said.map(({ text }) => text)).toEqual([
    'The container is gone, with the 12.3 kB of its writable layer.',
    'The writable layer holds 2 MB; 1 more path changed than are listed.',
    'The container’s root is an overlay of these folders.',
    'The upper folder holds 2 entries.',
    'A new image, cccccccccccc. The container’s own is still dddddddddddd.',
    'my/app:1 now means cccccccccccc, before that dddddddddddd.',
    'Layer 0, 2 kB: already there.',
    'Layer 1, 300 B: taken from my/app, not sent.',
    'Layer 2, 90 B: sent.',
    'my/app:1 is in the registry: 90 B of layers were sent.',
    'my/app:1 is on the engine: 0 B of layers were received.',
    'The archive has 3.1 MB.',
    'Layer 1: byte 1,000,000 was 7, is 6.',
    'Layer 0 is what its digest says.',
    'Layer 1 is not what its digest says.',
    'The engine says: Loaded image: build:0a',
    'The cache gave 5.1 MB back (1 record).',
  ]);
  expect(said[1]?.facts).toEqual(['changed /big, 2 MB', 'deleted /cfg']);
  expect(said[2]?.facts).toEqual(['lower /b', 'lower /a', 'upper /u', 'work /w', 'merged /']);
  expect(said[3]?.facts).toEqual(['file big, 2 MB', 'whiteout cfg']);
  expect(said[15]?.facts).toEqual(['No container can be made of it: not found']);
});
