import { expect, test } from 'vitest';
import { hiddenBy, hiddenWords } from '../../../visualizer/client/stack/hidden.ts';
import type { Mark } from '../../../visualizer/client/stack/marks.ts';
import { pileOf, type Sheet } from '../../../visualizer/client/stack/sheets.ts';
import { recorded } from './recorded.ts';

const marked = (...marks: Mark[][]): Sheet[] =>
  pileOf(recorded('first-build'))
    .sheets.slice(0, marks.length)
    .map((sheet, index) => ({ ...sheet, marks: marks[index] ?? [] }));

test('what tape covers remains in the sheets below', () => {
  const sheets = marked(
    [{ path: 'lists/a', kind: 'added', size: 10 }],
    [
      { path: 'app/.cache/x', kind: 'added', size: 20 },
      { path: 'app/kept', kind: 'added', size: 5 },
    ],
    [
      { path: 'lists', kind: 'deleted', size: 0 },
      { path: 'app/.cache', kind: 'opaque', size: 0 },
    ],
  );
  const hidden = hiddenBy(sheets, 2);
  expect(hidden).toEqual({ files: 0, folders: 2, bytes: 30, sheets: [0, 1] });
  expect(hiddenWords(hidden, sheets)).toBe('Hidden, not freed: 2 folders remain in sheets 0 and 1 (30 B).');
});

test('a sheet without tape hides nothing', () => {
  const sheets = marked([{ path: 'a', kind: 'added', size: 1 }], [{ path: 'a', kind: 'changed', size: 1 }]);
  expect(hiddenWords(hiddenBy(sheets, 1), sheets)).toBe('');
});
