import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { QUEUED } from '../../../visualizer/client/build-state.ts';
import { reduceAll } from '../../../visualizer/client/reduce.ts';
import { barsOf } from '../../../visualizer/client/timeline/bars.ts';
import { momentsOf } from '../../../visualizer/client/timeline/moments.ts';
import { momentAt, moved } from '../../../visualizer/client/timeline/playhead.ts';
import { Replay } from '../../../visualizer/client/timeline/replay.ts';
import { recordedLog } from '../stack/recorded.ts';

const NAMES = ['first-build', 'all-cached', 'one-line-changed', 'failing-run', 'cancelled', 'unused-stage'];

function timeline(name: string) {
  const entries = recordedLog(name);
  const build = reduceAll(QUEUED, entries);
  const bars = barsOf(entries, build);
  return { entries, build, bars, moments: momentsOf(entries, build, bars) };
}

describe.each(NAMES)('the line of time of %s', (name) => {
  const { entries, build, bars, moments } = timeline(name);

  test('has a bar for each step that is not a setting, one after the other', () => {
    expect(bars.map(({ step }) => step).toSorted((a, b) => a - b)).toEqual(
      build.steps.flatMap(({ status }, index) => (status === 'settings' ? [] : [index])),
    );
    for (const [index, bar] of bars.entries()) {
      expect(bar.start).toBeCloseTo(bars[index - 1]?.end ?? 0);
      expect(bar.end).toBeGreaterThan(bar.start);
    }
    expect(bars.at(-1)?.end).toBeLessThanOrEqual(1 + 1e-9);
  });

  test('draws longer steps no narrower', () => {
    const sorted = bars.toSorted((a, b) => a.seconds - b.seconds);
    for (const [index, bar] of sorted.slice(1).entries()) {
      const shorter = sorted[index];
      expect(bar.end - bar.start).toBeGreaterThanOrEqual((shorter ? shorter.end - shorter.start : 0) - 1e-9);
    }
  });

  test('never runs backwards, and ends at its end', () => {
    expect(moments).toHaveLength(entries.length);
    for (const [index, { x }] of moments.entries())
      expect(x).toBeGreaterThanOrEqual(moments[index - 1]?.x ?? 0);
    expect(moments.at(-1)?.x).toBe(1);
    expect(momentAt(moments, 1)).toBe(moments.length - 1);
  });
});

describe('the playhead', () => {
  const { moments, build } = timeline('first-build');

  test('finds the last moment at or before a place', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (x) => {
        const found = momentAt(moments, x);
        const expected = Math.max(
          0,
          moments.findLastIndex((moment) => moment.x <= x + 1e-9),
        );
        expect(found).toBe(expected);
      }),
    );
  });

  test('steps over output, and from step to step', () => {
    const logged = moments.findIndex(({ stop }) => !stop);
    expect(logged).toBeGreaterThan(0);
    expect(moved(moments, logged - 1, 'next event')).toBe(logged + 1);
    expect(moved(moments, logged + 1, 'previous event')).toBe(logged - 1);
    expect(moments[moved(moments, 0, 'next step')]?.words).toMatch(/^after step 0 of 6, /);
    expect(moved(moments, 0, 'previous step')).toBe(0);
    expect(moved(moments, moments.length - 1, 'next event')).toBe(moments.length - 1);
  });

  test('says where it is', () => {
    expect(moments.at(-1)?.words).toMatch(/^the build is complete, /);
    expect(build.steps.length).toBe(7);
  });
});

test('any moment is the log folded up to it', () => {
  const log = recordedLog('unused-stage');
  const replay = new Replay(log);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: log.length }), (seq) => {
      expect(replay.at(seq)).toEqual(reduceAll(QUEUED, log.slice(0, seq)));
    }),
  );
});
