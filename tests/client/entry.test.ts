import { expect, test } from 'vitest';
import { parseEntry, parseLines } from '../../visualizer/client/entry.ts';
import { COMPLETED, FAILED, FOUND, RAN } from './log.ts';

test('every event comes back from its wire form as it was', () => {
  for (const log of [COMPLETED, FAILED, FOUND, RAN]) {
    expect(parseLines(log.map((entry) => `${JSON.stringify(entry)}\n`).join(''))).toEqual(log);
  }
});

test.each(['exploded', 'constructor', '__proto__'])(
  'an event of another vocabulary, as %s, is an error that names it',
  (type) => {
    expect(() => parseEntry({ seq: 1, at: 1, type })).toThrow(`does not know the event "${type}"`);
  },
);

test.each([
  ['a missing field', { seq: 1, at: 1, type: 'step_started' }, 'step'],
  ['a field of another type', { seq: 1, at: 1, type: 'completed', seconds: 'long' }, 'seconds'],
  [
    'a stream nobody knows',
    { seq: 1, at: 1, type: 'logged', step: null, stream: 'radio', text: '' },
    'stream',
  ],
  ['a list in place of an entry', [], 'entry'],
])('%s is an error that names the field', (_, wire, field) => {
  expect(() => parseEntry(wire)).toThrow(field);
});
