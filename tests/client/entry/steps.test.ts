import { expect, test } from 'vitest';
import { planned } from '../log.ts';
import { read } from './wire.ts';

test('a FROM has no verdict', () => {
  const from = { type: 'step_finished', step: 0, seconds: 0.1 };
  expect(read(from)).toEqual({ ...from, cached: null });
});

test.each([
  ['a step that is no object', { type: 'planned', steps: ['RUN true'] }, 'step: expected an object'],
  [
    'a step that may make a layer',
    { type: 'planned', steps: [{ ...planned(0, 'RUN true', 1), makes_layer: 'perhaps' }] },
    'makes_layer: expected true or false',
  ],
  ['a step below 0', { type: 'step_started', step: -1 }, 'step: expected a whole number from 0'],
])('%s is an error that names the field', (_, wire, said) => {
  expect(() => read(wire)).toThrow(said);
});
