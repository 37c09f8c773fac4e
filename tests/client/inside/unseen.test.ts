import { describe, expect, test } from 'vitest';
import { mergeListings } from '../../../visualizer/client/inside/merged.ts';
import { unseenOf } from '../../../visualizer/client/inside/unseen.ts';
import type { LayerFile } from '../../../visualizer/client/stack/layer-file.ts';
import { finish, listedFiles } from './listed.ts';

const file = (path: string, size: number, change: LayerFile['change'] = 'added'): LayerFile => ({
  path,
  type: 'file',
  change,
  size,
});
const folder = (path: string, change: LayerFile['change'] = 'added'): LayerFile => ({
  ...file(path, 0, change),
  type: 'directory',
});

describe('what is stored and never seen', () => {
  test('is told by the folder that went, and by the copies that are covered', () => {
    const merged = finish(
      mergeListings([
        [
          folder('app'),
          folder('app/cache'),
          file('app/cache/a', 100),
          file('app/cache/b', 50),
          file('app/run', 7),
        ],
        [file('app/run', 8, 'changed')],
        [folder('app/cache', 'deleted'), file('app/run', 9, 'changed')],
      ]),
    );
    expect(finish(unseenOf(merged))).toEqual([
      { path: 'app/cache', bytes: 150, files: 2, holders: [0], gone: 2, from: null },
      { path: 'app/run', bytes: 15, files: 1, holders: [0, 1], gone: null, from: 2 },
    ]);
  });

  test('comes with what is seen to all that is stored, in a real build', () => {
    const listings = listedFiles('first-build');
    const merged = finish(mergeListings(listings));
    const stored = listings.flat().reduce((sum, one) => sum + (one.change === 'deleted' ? 0 : one.size), 0);
    const seen = merged.reduce((sum, one) => sum + (one.gone === null ? one.file.size : 0), 0);
    const unseen = finish(unseenOf(merged));
    expect(seen + unseen.reduce((sum, one) => sum + one.bytes, 0)).toBe(stored);
    expect(unseen.map(({ path }) => path)).toContain('app/requirements.txt');
  });
});
