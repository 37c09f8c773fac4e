import { expect, test } from 'vitest';
import { digest, layer } from '../log.ts';
import { read } from './wire.ts';

const files = { added: 1, changed: 0, deleted: 0 };

test('what is copied between stages is read as it was', () => {
  const copied = { type: 'artefact_copied', step: 3, source: 'build', stage: 0, layer: 1, paths: ['app'] };
  expect(read({ ...copied, count: 1, bytes: 9 })).toEqual({ ...copied, count: 1, bytes: 9 });
});

test('a stage is read with its layers', () => {
  const stage = {
    type: 'stage_recorded',
    stage: 0,
    manifest_digest: digest('d'),
    size: 1,
    layers: [layer(0, 0)],
  };
  expect(read(stage)).toEqual(stage);
});

test('a layer of a log that does not tell content from metadata counts none of either', () => {
  expect(read({ ...layer(0, 0), files })).toEqual(layer(0, 0));
});

test.each([
  ['a layer without counts', { ...layer(0, 0), files: null }, 'files: expected an object, got null'],
  ['half a byte', { ...layer(0, 0), size: 0.5 }, 'size: expected a whole number from 0, got 0.5'],
])('%s is an error that names the field', (_, wire, said) => {
  expect(() => read(wire)).toThrow(said);
});
