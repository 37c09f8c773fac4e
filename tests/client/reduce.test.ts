import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type BuildState, QUEUED } from '../../visualizer/client/build-state.ts';
import type { Entry } from '../../visualizer/client/events.ts';
import { LogError, reduceAll } from '../../visualizer/client/reduce.ts';
import { COMPLETED, explained, FAILED, finished, logOf, PLANNED, printed, RAN, STARTED } from './log.ts';

function fold(entries: readonly Entry[]): BuildState {
  return reduceAll(QUEUED, entries);
}

function statuses(build: BuildState): string[] {
  return build.steps.map((step) => step.status);
}

describe('a completed build', () => {
  const build = fold(COMPLETED);

  test('has a verdict for every step, and none for settings', () => {
    expect(build.status).toBe('completed');
    expect(statuses(build)).toEqual(['built', 'cached', 'cached', 'settings', 'built', 'built']);
    expect(build.steps.map((step) => step.cached)).toEqual([null, true, true, null, false, false]);
  });

  test('says why a step was not cached', () => {
    const kinds = build.steps.map((step) => step.reason?.kind ?? null);
    expect(kinds).toEqual([null, null, null, null, 'instruction_changed', 'files_changed']);
  });

  test('keeps each step’s output in order, and warnings apart', () => {
    expect(build.steps[4]?.log).toBe('one\ntwo\n');
    expect(build.log).toBe('starting\n');
    expect(build.warnings).toEqual([{ step: null, text: 'nearly full' }]);
    expect(build.lints.map(({ rule, line }) => [rule, line])).toEqual([['LegacyKeyValueFormat', 4]]);
  });

  test('has its layers and its image', () => {
    expect(build.layers.map((layer) => layer.step)).toEqual([0, 1, 2, 4, 5]);
    expect(build.image?.layer_count).toBe(5);
    expect(build.seconds).toBe(2.5);
  });
});

test('a failed build leaves later steps pending and no layers', () => {
  const build = fold(FAILED);
  expect(statuses(build)).toEqual(['built', 'cached', 'built', 'settings', 'failed', 'pending']);
  expect(build.error?.line).toBe(5);
  expect(build.layers).toEqual([]);
});

test('steps that a completed build never needed are skipped', () => {
  const build = fold(logOf(STARTED, PLANNED, ...finished(0, null), { type: 'completed', seconds: 1 }));
  expect(statuses(build)).toEqual(['built', 'skipped', 'skipped', 'settings', 'skipped', 'skipped']);
});

test('a cancelled build shows which step was stopped', () => {
  const build = fold(logOf(STARTED, PLANNED, { type: 'step_started', step: 1 }, { type: 'cancelled' }));
  expect(build.steps.map((step) => step.startedAt !== null)).toEqual([
    false,
    true,
    false,
    false,
    false,
    false,
  ]);
  expect(statuses(build)).not.toContain('running');
});

test('a build can end before it starts', () => {
  expect(fold(logOf({ type: 'cancelled' })).status).toBe('cancelled');
  expect(fold(logOf({ type: 'interrupted', reason: 'the worker died' })).interruption).toBe(
    'the worker died',
  );
});

test('a container’s output is kept, and it ends like a build', () => {
  const run = fold(RAN);
  expect([run.status, run.log]).toEqual(['completed', 'one\n']);
});

describe('any way of delivering a log', () => {
  const logs = fc.constantFrom(COMPLETED, FAILED);

  test('in batches, with what was delivered before delivered again, gives the same state', () => {
    fc.assert(
      fc.property(
        logs,
        fc.array(fc.record({ length: fc.integer({ min: 0, max: 6 }), again: fc.nat({ max: 30 }) })),
        (log, batches) => {
          let build = QUEUED;
          for (const { length, again } of [...batches, { length: log.length, again: 0 }]) {
            build = reduceAll(build, log.slice(Math.max(0, build.seq - again), build.seq + length));
          }
          expect(build).toEqual(fold(log));
        },
      ),
    );
  });

  test('changes nothing when it is delivered twice', () => {
    fc.assert(
      fc.property(logs, fc.nat({ max: 30 }), (log, end) => {
        const build = fold(log.slice(0, end));
        expect(reduceAll(build, log.slice(0, end))).toBe(build);
      }),
    );
  });

  test('that leaves one entry out is refused', () => {
    fc.assert(
      fc.property(logs, fc.nat({ max: 100 }), (log, place) => {
        const missing = place % (log.length - 1);
        expect(() => fold(log.filter((_, index) => index !== missing))).toThrow(LogError);
      }),
    );
  });

  test('never changes an earlier state', () => {
    for (const log of [COMPLETED, FAILED]) {
      const states = log.map((_, end) => fold(log.slice(0, end)));
      const copies = structuredClone(states);
      fold(log);
      expect(states).toEqual(copies);
    }
  });
});

describe('an impossible log is refused:', () => {
  test.each<[string, Entry[]]>([
    ['a step that was never planned', logOf(STARTED, PLANNED, { type: 'step_started', step: 6 })],
    ['a step before the plan', logOf(STARTED, { type: 'step_started', step: 0 })],
    ['a second plan', logOf(STARTED, PLANNED, PLANNED)],
    [
      'a step that starts twice',
      logOf(STARTED, PLANNED, ...finished(1, true), { type: 'step_started', step: 1 }),
    ],
    [
      'a reason why a cached step was not cached',
      logOf(STARTED, PLANNED, ...finished(1, true), explained(1, { kind: 'unsure', text: '' })),
    ],
    [
      'a reason why a rebuilt step was cached',
      logOf(STARTED, PLANNED, ...finished(1, false), explained(1, { kind: 'cached_anyway', text: '' })),
    ],
    ['settings that run', logOf(STARTED, PLANNED, { type: 'step_started', step: 3 })],
    ['output after the end', logOf(STARTED, PLANNED, { type: 'cancelled' }, printed(null, 'late'))],
    ['a second layer 0', logOf(STARTED, PLANNED, ...layerTwice())],
  ])('%s', (_, log) => {
    expect(() => fold(log)).toThrow(LogError);
  });
});

function layerTwice() {
  const layers = COMPLETED.filter((entry) => entry.type === 'layer_recorded' && entry.index === 0);
  return [...layers, ...layers];
}
