import { expect, test } from 'vitest';
import { digest } from '../log.ts';
import { read } from './wire.ts';

const moved = { type: 'layer_moved', index: 0, digest: digest('a'), size: 1, outcome: 'sent' };

test('a layer that came from no other image has no source', () => {
  expect(read(moved)).toEqual({ ...moved, source: null });
});

test('an archive that was loaded has no error', () => {
  expect(read({ type: 'loaded', message: 'Loaded' })).toEqual({
    type: 'loaded',
    message: 'Loaded',
    error: null,
  });
});

test.each([
  [
    'an outcome nobody knows',
    { ...moved, outcome: 'lost' },
    'outcome: expected one of sent, received, mounted, exists',
  ],
  [
    'a push of no name',
    { type: 'pushed', digest: digest('a'), bytes: 1 },
    'name: expected text, got nothing',
  ],
  [
    'a pull of no size',
    { type: 'pulled', name: 'a', digest: digest('a') },
    'bytes: expected a number, got nothing',
  ],
])('%s is an error that names the field', (_, wire, said) => {
  expect(() => read(wire)).toThrow(said);
});
