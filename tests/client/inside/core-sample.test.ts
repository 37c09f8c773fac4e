import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { coreOf, pathsLike } from '../../../visualizer/client/inside/core-sample.ts';
import { coreWords, lineWords } from '../../../visualizer/client/inside/core-words.ts';
import { mergeListings } from '../../../visualizer/client/inside/merged.ts';
import type { LayerFile } from '../../../visualizer/client/stack/layer-file.ts';
import { finish, listedFiles } from './listed.ts';

const file = (path: string, more: Partial<LayerFile> = {}): LayerFile => ({
  path,
  type: 'file',
  change: 'added',
  size: 10,
  ...more,
});
const name = (sheet: number) => `sheet ${sheet}`;

describe('a core sample', () => {
  test('tells from the top which copy is seen and which ones are covered', () => {
    const lines = coreOf([[file('a')], [], [file('a', { change: 'changed', size: 3 })]], 'a');
    expect(lines.map(({ sheet, what }) => [sheet, what])).toEqual([
      [2, 'seen'],
      [0, 'covered'],
    ]);
    expect(lines.map((line) => lineWords(line, 'a'))).toEqual([
      'changed, this is the one you see, 3 B',
      'added, covered from above, 10 B',
    ]);
    expect(coreWords(lines, name)).toBe(
      'You see that of sheet 2. Under it, 10 B are still stored in sheet 0.',
    );
  });

  test('finds the tape, and what lies under it', () => {
    const gone = file('app/cache', { change: 'deleted', type: 'directory' });
    const lines = coreOf([[file('app/cache/x')], [gone]], 'app/cache/x');
    expect(lines.map(({ what }) => what)).toEqual(['tape', 'hidden']);
    expect(lines.map((line) => lineWords(line, 'app/cache/x'))).toEqual([
      'whited out here, with the folder /app/cache',
      'added, under the tape, still stored, 10 B',
    ]);
    expect(coreWords(lines, name)).toBe(
      'You cannot see it: sheet 1 hides it. But 10 B are still stored in sheet 0.',
    );
  });

  test('goes through a file that was deleted and came back', () => {
    const lines = coreOf([[file('a')], [file('a', { change: 'deleted' })], [file('a')]], 'a');
    expect(lines.map(({ what }) => what)).toEqual(['seen', 'tape', 'hidden']);
  });

  test('sees an opaque folder as tape over what lies below, and not over its own files', () => {
    const opaque = file('d', { type: 'directory', opaque: true });
    const lines = coreOf([[file('d/x')], [opaque, file('d/x', { change: 'changed' })]], 'd/x');
    expect(lines.map(({ sheet, what }) => [sheet, what])).toEqual([
      [1, 'seen'],
      [1, 'tape'],
      [0, 'hidden'],
    ]);
  });

  test('agrees with the merged view', () => {
    const part = fc.constantFrom('a', 'b');
    const line = fc.record({
      path: fc.array(part, { minLength: 1, maxLength: 3 }).map((names) => names.join('/')),
      type: fc.constantFrom('file', 'directory'),
      change: fc.constantFrom('added' as const, 'changed' as const, 'deleted' as const),
      size: fc.integer({ min: 0, max: 9 }),
    });
    const listing = fc.uniqueArray(line, { selector: ({ path }) => path, maxLength: 6 });
    fc.assert(
      fc.property(fc.array(listing, { maxLength: 5 }), (listings) => {
        for (const { path, from } of finish(mergeListings(listings))) {
          const seen = coreOf(listings, path).find(({ what }) => what === 'seen');
          expect([path, seen?.sheet ?? null]).toEqual([path, from]);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('of a real build: the removed file is still in the sheet that brought it', () => {
    const lines = coreOf(listedFiles('first-build'), 'app/requirements.txt');
    expect(lines.map(({ sheet, what }) => [sheet, what])).toEqual([
      [5, 'tape'],
      [2, 'hidden'],
    ]);
  });
});

test('paths that end in what is sought come first', () => {
  const paths = ['usr/lib/motd.d/x', 'etc/motd', 'usr/share/motd'];
  expect(pathsLike(paths, 'MOTD', 2)).toEqual({ found: ['etc/motd', 'usr/share/motd'], of: 3 });
});
