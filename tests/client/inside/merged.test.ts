import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type MergedFile, mergeListings } from '../../../visualizer/client/inside/merged.ts';
import type { LayerFile } from '../../../visualizer/client/stack/layer-file.ts';
import { finish, listedFiles } from './listed.ts';

const name = fc.constantFrom('a', 'b', 'c');
const line: fc.Arbitrary<LayerFile> = fc
  .record({
    path: fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => names.join('/')),
    type: fc.constantFrom('file', 'directory'),
    change: fc.constantFrom('added', 'changed', 'deleted', 'touched'),
    size: fc.integer({ min: 0, max: 100 }),
    opaque: fc.boolean(),
  })
  .map((file) => ({
    ...file,
    opaque: file.opaque && file.type === 'directory' && file.change !== 'deleted',
  }));
const listings = fc.array(fc.uniqueArray(line, { selector: ({ path }) => path, maxLength: 8 }), {
  maxLength: 5,
});

const around = (path: string) =>
  path
    .split('/')
    .slice(0, -1)
    .map((_, index, names) => names.slice(0, index + 1).join('/'));

/** As overlayfs looks a path up: from the top, until a layer has it or hides it. */
function lookUp(layers: readonly (readonly LayerFile[])[], path: string): number | null {
  for (let sheet = layers.length - 1; sheet >= 0; sheet -= 1) {
    const at = (wanted: string) => layers[sheet]?.find((file) => file.path === wanted);
    const own = at(path);
    if (own !== undefined) return own.change === 'deleted' ? null : sheet;
    for (const folder of around(path)) {
      const file = at(folder);
      if (file && (file.change === 'deleted' || file.opaque || file.type !== 'directory')) return null;
    }
  }
  return null;
}

describe('what the sheets make together', () => {
  test('is what a look-up from the top finds, path by path', () => {
    fc.assert(
      fc.property(listings, (layers) => {
        const merged = finish(mergeListings(layers));
        const known = new Set(
          layers
            .flat()
            .filter(({ change }) => change !== 'deleted')
            .map(({ path }) => path),
        );
        expect(merged.map(({ path }) => path).toSorted()).toEqual([...known].toSorted());
        for (const { path, from, gone } of merged) {
          expect([path, from]).toEqual([path, lookUp(layers, path)]);
          expect(gone === null).toBe(from !== null);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('names all that hold a path, and of one that is gone the sheet that hid it', () => {
    fc.assert(
      fc.property(listings, (layers) => {
        for (const { path, from, covers, gone } of finish(mergeListings(layers))) {
          const holders = layers.flatMap((files, sheet) =>
            files.some((file) => file.path === path && file.change !== 'deleted') ? [sheet] : [],
          );
          expect(from === null ? covers : [...covers, from]).toEqual(holders);
          if (gone === null) continue;
          expect(lookUp(layers.slice(0, gone), path)).not.toBeNull();
          for (let sheet = gone; sheet < layers.length; sheet += 1)
            expect(lookUp(layers.slice(0, sheet + 1), path)).toBeNull();
        }
      }),
      { numRuns: 500 },
    );
  });

  test('of a real build: the removed file is gone, the copied one comes from its sheet', () => {
    const merged = finish(mergeListings(listedFiles('first-build')));
    const at = (path: string): MergedFile | undefined => merged.find((one) => one.path === path);
    expect(at('app/requirements.txt')).toMatchObject({ from: null, covers: [2], gone: 5 });
    expect(at('app/app.py')).toMatchObject({ from: 4, covers: [], gone: null });
    expect(at('app')?.covers.length).toBeGreaterThan(1);
    expect(merged.filter(({ gone }) => gone !== null)).toHaveLength(1);
  });
});
