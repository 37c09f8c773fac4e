import { describe, expect, test } from 'vitest';
import { applyEdit, changedLines, changeWords } from '../../../visualizer/client/lab/edit.ts';
import type { Edit } from '../../../visualizer/client/lab/exercise.ts';

const START = { dockerfile: 'FROM a\nCOPY . .\nRUN install\n', files: { 'app.py': 'print(1)\n' } };

function edit(...changes: Edit['changes']): Edit {
  const rest = { id: 'e', title: 'E', html: '', question: null, predict_steps: true };
  return { ...rest, changes, result: START };
}

describe('an edit', () => {
  test('replaces the first match in each of its files', () => {
    const both = edit(
      { path: 'Dockerfile', find: 'COPY . .\nRUN install', replace: 'RUN install\nCOPY . .' },
      { path: 'app.py', find: '1', replace: '$&2' },
    );
    const files = { 'app.py': 'print($&2)\n' };
    expect(applyEdit(START, both)).toEqual({ dockerfile: 'FROM a\nRUN install\nCOPY . .\n', files });
  });

  test('is not made where the learner wrote something else', () => {
    expect(applyEdit(START, edit({ path: 'Dockerfile', find: 'ADD', replace: 'COPY' }))).toBeNull();
    expect(applyEdit(START, edit({ path: 'none.txt', find: 'a', replace: 'b' }))).toBeNull();
  });
});

test('what an edit did is said in a few words', () => {
  const swap = edit({ path: 'Dockerfile', find: 'COPY . .\nRUN install', replace: 'RUN install\nCOPY . .' });
  const words = edit({ path: 'Dockerfile', find: 'install', replace: 'install && test' });
  const file = edit({ path: 'app.py', find: '1', replace: '2' });
  const said = [swap, words, file].map((one) => changeWords(START, applyEdit(START, one) ?? START, one));
  expect(said).toEqual([
    'Moved: 1 line of the Dockerfile.',
    'Changed: 1 line of the Dockerfile.',
    'Changed: app.py.',
  ]);
});

describe('the changed lines', () => {
  test('are the one that was moved', () => {
    expect(changedLines('a\nb\nc\nd', 'a\nc\nd\nb')).toEqual([4]);
  });

  test('are those that were written anew', () => {
    expect(changedLines('a\nb\nc', 'a\nx\nc\ny')).toEqual([2, 4]);
    expect(changedLines('a\nb', 'a\nb')).toEqual([]);
    expect(changedLines('', 'a\nb')).toEqual([1, 2]);
  });
});
