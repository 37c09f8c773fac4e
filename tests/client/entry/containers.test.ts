import { expect, test } from 'vitest';
import { read } from './wire.ts';

const started = { type: 'container_started', container: '0a', image: 'sha256:1', command: ['true'] };
const diffed = { type: 'diffed', container: '0a', size: 1, left_out: 0 };
const written = { path: '/a', type: 'file', size: 1 };

test('a container of a log from before containers were kept is new and not kept', () => {
  expect(read(started)).toEqual({ ...started, kept: false, was: 'new' });
});

test('a process of such a log was not killed', () => {
  expect(read({ type: 'exited', code: 1 })).toEqual({ type: 'exited', code: 1, killed: false });
});

test.each([
  ['a command in one string', { ...started, command: 'true' }, 'command: expected a list'],
  ['a state nobody knows', { ...started, was: null }, 'was: expected one of new, stopped, running, got null'],
  [
    'a change nobody knows',
    { ...diffed, paths: [{ ...written, change: 'odd' }] },
    'change: expected one of added,',
  ],
  [
    'a folder of names alone',
    { type: 'upper_listed', container: '0a', entries: ['a'], left_out: 0 },
    'entry: expected an object, got "a"',
  ],
])('%s is an error that names the field', (_, wire, said) => {
  expect(() => read(wire)).toThrow(said);
});
