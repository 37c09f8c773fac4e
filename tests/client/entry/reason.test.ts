import { expect, test } from 'vitest';
import { explained } from '../log.ts';
import { read } from './wire.ts';

const kind = 'no_cache';
const text = 'it was asked for';

test('a reason keeps its evidence', () => {
  const reason = explained(2, {
    kind: 'files_changed',
    text: 'a was added',
    build: '0a',
    paths: [{ path: 'a', how: 'added' }],
    names: ['A'],
    culprit: 1,
    chain: [0, 1],
    harmless: [{ what: 'mtime', name: 'b' }],
  });
  expect(read({ ...reason })).toEqual(reason);
});

test('a reason without evidence has none', () => {
  expect(read({ type: 'step_explained', step: 2, reason: { kind, text } })).toEqual(
    explained(2, { kind, text }),
  );
});

test.each([
  ['a kind nobody knows', { kind: 'luck', text }, 'kind: expected one of first_build,'],
  [
    'a difference nobody knows',
    { kind, text, paths: [{ path: 'a', how: 'odd' }] },
    'how: expected one of content,',
  ],
  [
    'a harmless change nobody knows',
    { kind, text, harmless: [{ what: 'x', name: '' }] },
    'what: expected one of mtime,',
  ],
  ['a chain of words', { kind, text, chain: ['one'] }, 'chain: expected a number, got "one"'],
  ['a number for a name', { kind, text, names: [1] }, 'names: expected text, got 1'],
])('%s is an error that names the field', (_, reason, said) => {
  expect(() => read({ type: 'step_explained', step: 2, reason })).toThrow(said);
});
