import { expect, test } from 'vitest';
import { digest } from '../log.ts';
import { read } from './wire.ts';

test('a name that is new replaces nothing', () => {
  const tagged = { type: 'image_tagged', name: 'my/app:1', image: digest('c') };
  expect(read(tagged)).toEqual({ ...tagged, replaced: null });
});

test('pruning what nobody knows is an error that names the field', () => {
  const wire = { type: 'pruned', what: 'everything', bytes: 1, count: 1 };
  expect(() => read(wire)).toThrow(
    'what: expected one of cache, images, volumes, registry, got "everything"',
  );
});
