import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type BuildState, QUEUED } from '../../../visualizer/client/build-state.ts';
import { parseEntry } from '../../../visualizer/client/entry.ts';
import { fieldsOf, list, string } from '../../../visualizer/client/fields.ts';
import { notesOf } from '../../../visualizer/client/gutter/line-notes.ts';
import { noteAt, placed } from '../../../visualizer/client/gutter/placing.ts';
import { reduceAll } from '../../../visualizer/client/reduce.ts';

function recorded(name: string, until = Number.POSITIVE_INFINITY): { build: BuildState; dockerfile: string } {
  const recording = fieldsOf(JSON.parse(readFileSync(`tests/recordings/${name}.json`, 'utf8')), name);
  const entries = list(recording, 'events').map(parseEntry).slice(0, until);
  const request = fieldsOf(recording.request, 'request');
  return { build: reduceAll(QUEUED, entries), dockerfile: string(request, 'dockerfile') };
}

const CHANGED = recorded('one-line-changed');
const NOTES = notesOf(CHANGED.build, 0);

test('every step’s lines have its state, size, seconds and reason', () => {
  expect(NOTES.map(({ line, word }) => [line, word])).toEqual([
    [1, 'base'],
    [2, 'cached'],
    [3, 'cached'],
    [4, 'cached'],
    [5, 'built'],
    [6, 'built'],
    [7, 'settings only'],
  ]);
  const copied = noteAt(NOTES, 5);
  expect(copied?.facts[0]).toMatch(/^\d+ B$/);
  expect(copied?.facts[1]).toMatch(/ s$/);
  expect(copied?.reason).toBe('rebuilt: app.py changed');
  expect(copied?.spoken).toMatch(/^Step 4, built, \d+ bytes, [\d.]+ seconds?\. Rebuilt: app\.py changed\.$/);
  expect(noteAt(NOTES, 7)?.facts).toEqual(['no layer']);
  expect(noteAt(NOTES, 8)).toBeUndefined();
});

test('a step of several lines has one note for all of them', () => {
  const { build } = recorded('linted');
  const note = noteAt(notesOf(build, 0), 5);
  expect([note?.line, note?.endLine]).toEqual([4, 5]);
});

test('what the engine’s checks say stands at its line', () => {
  const { build } = recorded('linted');
  const linted = notesOf(build, 0).filter(({ lints }) => lints.length > 0);
  expect(linted.map(({ line, lints }) => [line, lints[0]?.rule])).toEqual([
    [1, 'FromAsCasing'],
    [2, 'LegacyKeyValueFormat'],
    [6, 'JSONArgsRecommended'],
  ]);
  expect(linted[0]?.spoken).toContain("FromAsCasing: 'as' and 'FROM' keywords' casing do not match.");
});

test('a check that is of no step has a note of its own', () => {
  const lint = { rule: 'R', text: 'words', url: '', line: 8, end_line: 8 };
  const note = noteAt(notesOf({ ...CHANGED.build, lints: [lint] }, 0), 8);
  expect([note?.step, note?.spoken]).toEqual([null, 'R: words.']);
});

test('the size is not known before the image is recorded', () => {
  const { build } = recorded('one-line-changed', 14);
  expect(build.status).toBe('running');
  expect(
    notesOf(build, 0)
      .flatMap(({ facts }) => facts)
      .join(' '),
  ).not.toMatch(/ k?B/);
});

test('what failed has its exit code, and what did not run says so', () => {
  const { build } = recorded('failing-run');
  expect(notesOf(build, 0).map(({ word }) => word)).toContain('failed');
  expect(notesOf(build, 0).find(({ word }) => word === 'failed')?.facts[0]).toBe('exit code 1');
});

test('an edited step loses its note, and every other keeps its own at its line', () => {
  const lines = CHANGED.dockerfile.split('\n');
  const edited = lines.with(3, 'RUN other').toSpliced(1, 0, '', '# new');
  expect(
    placed(NOTES, CHANGED.dockerfile, lines.with(3, 'RUN other').join('\n')).map(({ line }) => line),
  ).toEqual([1, 2, 3, 5, 6, 7]);
  expect(placed(NOTES, CHANGED.dockerfile, edited.join('\n')).map(({ step, line }) => [step, line])).toEqual([
    [0, 1],
    [4, 7],
    [5, 8],
    [6, 9],
  ]);
  expect(placed(NOTES, CHANGED.dockerfile, CHANGED.dockerfile)).toBe(NOTES);
});

test('a note stands only at lines that say what was built', () => {
  const line = fc.constantFrom('', '# x', ...CHANGED.dockerfile.split('\n'));
  const built = CHANGED.dockerfile.split('\n');
  fc.assert(
    fc.property(fc.array(line, { maxLength: 12 }), (text) => {
      for (const note of placed(NOTES, CHANGED.dockerfile, text.join('\n'))) {
        const original = NOTES.find(({ step }) => step === note.step);
        const span = (from: readonly string[], at: typeof note | undefined) =>
          at === undefined ? [] : from.slice(at.line - 1, at.endLine);
        expect(span(text, note)).toEqual(span(built, original));
      }
    }),
  );
});
