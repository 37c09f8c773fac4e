import { describe, expect, test } from 'vitest';
import { figureWords } from '../../visualizer/client/elements/stage-figure.ts';
import { hasStages, layersLeft, platesOf, threadsOf } from '../../visualizer/client/stage-plates.ts';
import { sourceOf } from '../../visualizer/client/stage-sources.ts';
import { recorded } from './stack/recorded.ts';

describe('the stages of a finished build', () => {
  const build = recorded('unused-stage');
  const plates = platesOf(build);

  test('have a plate each, with a sheet for every layer, recorded where the stage was needed', () => {
    expect(plates.map(({ name, sheets }) => [name, sheets.map(({ form }) => form)])).toEqual([
      ['build', ['base', 'built', 'built', 'built']],
      ['test', ['skipped']],
      ['2', ['base', 'built', 'built']],
    ]);
    expect(plates.map(({ sheets }) => sheets.every(({ layer }) => layer !== null))).toEqual([
      true,
      false,
      true,
    ]);
  });

  test('say what becomes of them; a skipped one is not left with anything', () => {
    expect(plates.map(({ note, left }) => [note, left])).toEqual([
      ['stays behind with 4 layers, 1.1 MB', true],
      ['not needed', true],
      ['in the image', false],
    ]);
    expect(layersLeft(build, 0).map(({ step }) => step)).toEqual([0, 1, 2, 3]);
    expect([1, 2].map((stage) => layersLeft(build, stage))).toEqual([[], []]);
  });

  test('are tied by what was copied and by what goes on', () => {
    const threads = threadsOf(build);
    expect(threads).toEqual([
      { from: 0, to: 1, step: null, at: null, words: 'goes on from it' },
      { from: 0, to: 2, step: 9, at: null, words: '1 path, 13 B' },
    ]);
    expect(threadsOf(build, new Map([[9, 3]]))[1]?.at).toBe(3);
    const said = figureWords(plates, threads);
    expect(said).toContain('stage build stays behind with 4 layers');
    expect(said).toContain('stage test goes on from build');
    expect(said).toContain('1 path, 13 B copied from build to 2.');
  });
});

test.each([
  ['COPY --from=build /src/program /program', 'src/program'],
  ['COPY --link --from=build \\\n  ./a/ /b/', 'a'],
  ['COPY --from=build ["/x y", "/z"]', 'x'],
  ['COPY --from=build /out/*.so /lib/', 'out'],
  ['COPY --from=build / /', ''],
  ['COPY --from=build $OUT /', ''],
])('what %s takes first is looked for as %s', (instruction, path) => {
  expect(sourceOf(instruction)).toBe(path);
});

test('while a build runs nothing is left behind yet, and no layer is known', () => {
  const build = recorded('unused-stage', ({ type }) => type === 'step_finished');
  expect(platesOf(build).some(({ left }) => left)).toBe(false);
  expect(platesOf(build).flatMap(({ sheets }) => sheets.filter(({ layer }) => layer !== null))).toEqual([]);
  expect(hasStages(build)).toBe(true);
});

test('one stage is no matter of stages', () => {
  expect(hasStages(recorded('first-build'))).toBe(false);
});
