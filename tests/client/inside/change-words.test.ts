import { describe, expect, test } from 'vitest';
import {
  changeWords,
  dateWords,
  modeWords,
  shortWords,
} from '../../../visualizer/client/inside/change-words.ts';
import { kindOf } from '../../../visualizer/client/inside/file-kind.ts';
import { filesBelow } from '../../../visualizer/client/inside/files-below.ts';
import type { LayerFile } from '../../../visualizer/client/stack/layer-file.ts';
import { recorded } from '../stack/recorded.ts';
import { finish, listedFiles } from './listed.ts';

const file = (more: Partial<LayerFile>): LayerFile => ({
  path: 'app/run',
  type: 'file',
  change: 'changed',
  size: 12,
  ...more,
});

describe('what a layer did to a path, in words', () => {
  test('names the one thing that changed, before and after', () => {
    const now = file({ mode: 0o755, what: ['mode'] });
    expect(changeWords(now, file({ mode: 0o644 }))).toBe('only the mode changed: 0644 → 0755');
    expect(changeWords(now, null)).toBe('only the mode changed');
    const owned = file({ uid: 1000, gid: 1000, what: ['owner'] });
    expect(changeWords(owned, file({ uid: 0, gid: 0 }))).toBe('only the owner changed: 0:0 → 1000:1000');
    const link = file({ type: 'symlink', target: 'b', what: ['target'] });
    expect(changeWords(link, file({ target: 'a' }))).toBe('only the link’s target changed: a → b');
    const grown = file({ size: 20, what: ['content'] });
    expect(changeWords(grown, file({ size: 12 }))).toBe('only the content changed: 12 B → 20 B');
    expect(changeWords(grown, file({ size: 20 }))).toBe('only the content changed');
  });

  test('lists several', () => {
    const now = file({ type: 'symlink', mode: 0o777, what: ['type', 'mode', 'mtime'], mtime: 60 });
    expect(changeWords(now, file({ mode: 0o644, mtime: 0 }))).toBe(
      'the type (file → symbolic link), the mode (0644 → 0777) and the date (1970-01-01 00:00:00 → 1970-01-01 00:01:00) changed',
    );
  });

  test('tells tape from what is stored', () => {
    expect(changeWords(file({ change: 'deleted', size: 3_100_000 }), null)).toBe(
      'whited out: 3.1 MB are hidden, not freed',
    );
    expect(changeWords(file({ change: 'deleted', type: 'whiteout' }), null)).toContain('whiteout of nothing');
    expect(changeWords(file({ opaque: true, type: 'directory' }), null)).toContain('hides all');
    expect(changeWords(file({ change: 'added' }), null)).toContain('no sheet below has it');
  });

  test('is short in a list', () => {
    expect(shortWords(file({ what: ['mode', 'owner'] }))).toBe('only the mode and the owner');
    expect(shortWords(file({ what: ['content', 'mode'] }))).toBe('changed');
    expect(shortWords(file({ change: 'touched' }))).toBe('listed again');
  });

  test('writes modes and dates as tools do', () => {
    expect(modeWords(0o100644)).toBe('0644');
    expect(modeWords(0o4755)).toBe('4755');
    expect(dateWords(0)).toBe('1970-01-01 00:00:00');
    expect(dateWords(Number.MAX_SAFE_INTEGER)).toBe('');
  });
});

describe('on recorded builds', () => {
  test.each(['first-build', 'one-line-changed', 'unused-stage'])(
    '%s: counts what the recording counts',
    (name) => {
      const listings = listedFiles(name);
      const counted = (index: number, kind: string) =>
        (listings[index] ?? []).filter((one) => one.path !== '' && kindOf(one) === kind).length;
      for (const [index, layer] of recorded(name).layers.entries()) {
        const { added, changed, metadata, deleted, opaque } = layer.files;
        expect(counted(index, 'added')).toBe(added);
        expect(counted(index, 'changed')).toBe(changed - metadata);
        expect(counted(index, 'metadata')).toBe(metadata);
        expect(counted(index, 'deleted')).toBe(deleted);
        expect(counted(index, 'opaque')).toBe(opaque);
      }
    },
  );

  test('the sheet that removes a file knows which one holds it', () => {
    const listings = listedFiles('first-build');
    const top = listings.at(-1) ?? [];
    const below = finish(filesBelow(top, listings.slice(0, -1)));
    const gone = top.filter((one) => kindOf(one) === 'deleted').map(({ path }) => path);
    expect(gone).toEqual(['app/requirements.txt']);
    const holder = below.get('app/requirements.txt');
    expect(holder?.file.size).toBe('web==2\ndb==1\n'.length);
    expect(recorded('first-build').layers[holder?.sheet ?? -1]?.step).toBe(2);
  });
});
