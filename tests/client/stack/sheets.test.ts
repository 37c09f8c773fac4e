import { describe, expect, test } from 'vitest';
import type { LayerFile } from '../../../visualizer/client/stack/layer-file.ts';
import { isEmpty, pileOf } from '../../../visualizer/client/stack/sheets.ts';
import { recorded } from './recorded.ts';

describe('the sheets of a finished build', () => {
  const build = recorded('first-build');
  const { sheets } = pileOf(build);

  test('are its layers, bottom first, and rings where an instruction made none', () => {
    expect(sheets.map(({ keyword, state }) => `${keyword} ${state}`)).toEqual([
      'FROM base',
      'WORKDIR built',
      'COPY built',
      'RUN built',
      'COPY built',
      'RUN built',
      'CMD settings',
    ]);
  });

  test('carry size and digests of their own layer, each once', () => {
    expect(sheets.flatMap(({ layer }) => layer ?? [])).toEqual(build.layers);
    expect(sheets.at(-1)?.layer).toBeNull();
  });

  test('never call FROM cached, even when all is', () => {
    const states = pileOf(recorded('all-cached')).sheets.map(({ state }) => state);
    expect(states).toEqual(['base', 'cached', 'cached', 'cached', 'cached', 'cached', 'settings']);
  });

  test('take their marks from the listings', () => {
    const files: LayerFile[] = [
      { path: '/app', type: 'directory', change: 'touched', size: 0 },
      { path: '/app/x', type: 'file', change: 'added', size: 3 },
      { path: '/app/y', type: 'file', change: 'touched', size: 4 },
      { path: '/bin', type: 'directory', change: 'touched', size: 0 },
      { path: '/etc', type: 'directory', change: 'changed', size: 0 },
      { path: '/tmp/z', type: 'directory', change: 'deleted', size: 7 },
    ];
    const marked = pileOf(build, new Map([[1, files]])).sheets;
    expect(marked[1]?.marks).toEqual([
      { path: 'app/x', kind: 'added', size: 3 },
      { path: 'app/y', kind: 'changed', size: 4 },
      { path: 'etc', kind: 'changed', size: 0 },
      { path: 'tmp/z', kind: 'deleted', size: 0 },
    ]);
    expect(marked[2]?.marks).toBeNull();
  });

  test('keep their keys through all states of one build', () => {
    const running = recorded('first-build', ({ type }) => type === 'step_finished');
    expect(pileOf(running).sheets.map(({ key }) => key)).toEqual(sheets.map(({ key }) => key));
  });
});

describe('while a build runs', () => {
  const build = recorded('first-build', (entry) => entry.type === 'step_started' && entry.step === 3);
  const { sheets } = pileOf(build);

  test('a sheet has state and seconds only', () => {
    expect(sheets.map(({ state }) => state)).toEqual([
      'base',
      'built',
      'built',
      'running',
      'pending',
      'pending',
      'settings',
    ]);
    expect(sheets[1]?.seconds).toBeGreaterThan(0);
    expect(sheets.every(({ layer, marks }) => layer === null && marks === null)).toBe(true);
  });
});

describe('a failed build', () => {
  test('records nothing, and what came later did not run', () => {
    const build = recorded('failing-run');
    const { sheets } = pileOf(build);
    const failed = sheets.findIndex(({ state }) => state === 'failed');
    expect(failed).toBeGreaterThan(0);
    expect(sheets.slice(failed + 1).every(({ state }) => state === 'pending' || state === 'settings')).toBe(
      true,
    );
    expect(sheets.every(({ layer, final }) => layer === null && final)).toBe(true);
  });

  test('that was stopped says which step was', () => {
    const states = pileOf(recorded('cancelled')).sheets.map(({ state }) => state);
    expect(states).toContain('stopped');
  });
});

describe('a build of several stages', () => {
  const build = recorded('unused-stage');
  const { sheets } = pileOf(build);

  test('shows the final image alone', () => {
    const final = build.steps.at(-1)?.stage_index;
    expect(sheets.every(({ step }) => build.steps[step ?? -1]?.stage_index === final)).toBe(true);
    expect(sheets.length).toBe(build.steps.filter(({ stage_index }) => stage_index === final).length);
  });

  test('has a perfectly clear sheet for the layer in which nothing changed', () => {
    expect(sheets.filter(isEmpty).map(({ layer }) => layer?.diff_id.slice(0, 15))).toEqual([
      'sha256:5f70bf18',
    ]);
  });

  test('puts a stage that the last one continues under it', () => {
    const steps = build.steps.map((step) =>
      step.keyword === 'FROM' && step.stage_index === build.steps.at(-1)?.stage_index
        ? { ...step, instruction: `FROM ${build.steps[0]?.stage}` }
        : step,
    );
    const continued = pileOf({ ...build, steps, layers: [], image: null });
    expect(continued.sheets[0]?.stage).toBe(build.steps[0]?.stage);
    expect(continued.sheets.filter(({ keyword }) => keyword === 'FROM').map(({ state }) => state)).toEqual([
      'base',
      'settings',
    ]);
  });
});

test('a container lies on top, without a number', () => {
  const { sheets } = pileOf(recorded('first-build'), new Map(), { name: 'web-1', size: 3, files: [] });
  expect(sheets.at(-1)).toMatchObject({ state: 'writable', number: null, argument: 'web-1' });
});
