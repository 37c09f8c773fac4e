import { expect, test } from 'vitest';
import { STARTED } from '../log.ts';
import { read } from './wire.ts';

test.each([{ type: 'cancelled' }, { type: 'interrupted', reason: 'the worker died' }])(
  'the end $type is read as it was',
  (end) => {
    expect(read(end)).toEqual(end);
  },
);

test('a failure of an unknown step and line has neither', () => {
  const failed = { type: 'failed', reason: 'time', error: 'too long' };
  expect(read(failed)).toEqual({ ...failed, step: null, line: null, hint: null });
});

test.each([
  [
    'a failure nobody knows',
    { type: 'failed', reason: 'weather', error: '' },
    'reason: expected one of step,',
  ],
  ['a version that is no text', { ...STARTED, engine: { runc: 1 } }, 'runc: expected text, got 1'],
])('%s is an error that names the field', (_, wire, said) => {
  expect(() => read(wire)).toThrow(said);
});
